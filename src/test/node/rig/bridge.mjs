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
    let transport = sessions.get(req.headers['mcp-session-id']);
    if (!transport) {
      transport = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID, onsessioninitialized: id => void sessions.set(id, transport) });
      const child = new StdioClientTransport({ command, args, env: { ...process.env, ...env }, stderr: 'ignore' });
      join(transport, child);
      await Promise.all([child.start(), transport.start()]);
    }
    await transport.handleRequest(req, res);
  };
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
