// Real SDK clients behind one small face, so that one script of calls serves all of them.
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CreateMessageRequestSchema, ElicitRequestSchema, ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

export const modernRevision = '2026-07-28';
const identity = { name: 'sallyport-peer', version: '1.0.0' };
const capabilities = { sampling: {}, elicitation: { form: {}, url: {} }, roots: { listChanged: true } };
const answers = {
  'sampling/createMessage': () => ({ role: 'assistant', model: 'none', stopReason: 'endTurn', content: { type: 'text', text: 'sampled text' } }),
  'elicitation/create': ({ params }) => (params.mode === 'url' ? { action: 'accept' } : { action: 'accept', content: formContent(params.requestedSchema) })
};

/** Something acceptable for each required field of a form. */
function formContent({ properties, required = [] }) {
  const value = ({ type, default: preset }) => preset ?? { string: 'text', boolean: true, number: 1, integer: 1, array: [] }[type];
  return Object.fromEntries(required.map(name => [name, value(properties[name])]));
}

/** Ends a legacy session at the server too, which closing a client over HTTP does not do. */
export async function endSession({ client, close }) {
  await client.transport.terminateSession?.();
  await close();
}

/** Transport of a specification: {url, headers, fetch} or {command: [...], env}. */
function transport({ url, headers, fetch, command, env }, Http, Stdio) {
  if (url) return new Http(new URL(url), { requestInit: { headers }, fetch });
  return new Stdio({ command: command[0], args: command.slice(1), env: { ...process.env, ...env }, stderr: 'ignore' });
}

/** Answers what servers ask, as usual or as `more` says, and keeps the asks in `asked`. */
function answerAsks(asked, { roots = [], answers: more }, handle) {
  const all = { ...answers, 'roots/list': () => ({ roots }), ...more };
  for (const [method, answer] of Object.entries(all)) {
    handle(method, request => {
      const { _meta, ...params } = request.params ?? {};
      asked.push({ method, params });
      return answer(request);
    });
  }
}

/** The TypeScript SDK v1: legacy only. */
export async function legacyV1(spec, options = {}) {
  const client = new ClientV1(identity, { capabilities });
  const schemas = { 'sampling/createMessage': CreateMessageRequestSchema, 'elicitation/create': ElicitRequestSchema, 'roots/list': ListRootsRequestSchema };
  const asked = [];
  answerAsks(asked, options, (method, answer) => client.setRequestHandler(schemas[method], answer));
  await client.connect(transport(spec, HttpV1, StdioV1));
  const call = (name, args, options) => client.callTool({ name, arguments: args }, undefined, options);
  return { client, asked, call, close: () => client.close() };
}

/** The TypeScript SDK v2 in a mode of its version negotiation. */
async function v2(spec, options = {}, mode) {
  const client = new ClientV2(identity, { capabilities, versionNegotiation: { mode } });
  const asked = [];
  answerAsks(asked, options, (method, answer) => client.setRequestHandler(method, answer));
  await client.connect(transport(spec, HttpV2, StdioV2));
  const call = (name, args, options) => client.callTool({ name, arguments: args }, options);
  return { client, asked, call, close: () => client.close() };
}

export const legacyV2 = (spec, options) => v2(spec, options, 'legacy');
export const modernV2 = (spec, options) => v2(spec, options, { pin: modernRevision });

/** Asks for the modern era and falls back to the legacy one; fails unless it found this one. */
export const autoFinds = era => async (spec, options) => {
  const session = await v2(spec, options, 'auto');
  const found = session.client.getProtocolEra();
  if (found === era) return session;
  await session.close();
  throw new Error(`negotiated ${found} instead of ${era}`);
};
