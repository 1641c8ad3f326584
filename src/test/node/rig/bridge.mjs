// Plain bridges between stdio and legacy Streamable HTTP, built from the SDK's transports: for the stand-in only.
import { randomUUID } from 'node:crypto';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

/** Sends one message after the other, so that none overtakes. */
function inOrder(transport) {
  let last = Promise.resolve();
  return message => void (last = last.then(() => transport.send(message)).catch(() => {}));
}

function join(left, right) {
  left.onmessage = inOrder(right);
  right.onmessage = inOrder(left);
  left.onclose = () => void right.close();
  right.onclose = () => void left.close();
}

/** An HTTP handler that starts the stdio server anew for each session. */
export function bridgeStdio({ command: [command, ...args], env }) {
  const sessions = new Map();
  return async (req, res) => {
    const session = sessions.get(req.headers['mcp-session-id']) ?? (await startSession());
    await session.transport.handleRequest(req, res);
    if (req.method === 'GET') session.streamOpened();
  };

  async function startSession() {
    const session = {};
    const streamOpen = new Promise(resolve => (session.streamOpened = resolve));
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID, onsessioninitialized: id => void sessions.set(id, session) });
    const child = new StdioClientTransport({ command, args, env: { ...process.env, ...env }, stderr: 'ignore' });
    join(transport, child);
    // What the server says by itself waits for the client's GET stream; progress goes to the stream of its call,
    // whose id is the token of an SDK client.
    child.onmessage = async message => {
      const relatedRequestId = message.params?.progressToken;
      if (message.method && relatedRequestId === undefined) await streamOpen;
      await transport.send(message, { relatedRequestId }).catch(() => {});
    };
    await Promise.all([child.start(), transport.start()]);
    return Object.assign(session, { transport });
  }
}

/** Serves standard input and output from an HTTP endpoint. */
export async function connectStdio(url, token) {
  const remote = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { Authorization: `Bearer ${token}` } } });
  const local = new StdioServerTransport();
  join(local, remote);
  const { onmessage } = remote;
  remote.onmessage = message => {
    if (message.result?.protocolVersion) remote.setProtocolVersion(message.result.protocolVersion);
    onmessage(message);
  };
  process.stdin.on('end', () => process.exit(0));
  await Promise.all([remote.start(), local.start()]);
}
