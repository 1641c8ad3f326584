// A client that leaves: modern means cancelled, legacy does not; an explicit cancellation always does.
import { randomUUID } from 'node:crypto';
import { eventually } from '../rig/children.mjs';
import { legacyV1, legacyV2, modernRevision, modernV2 } from './clients.mjs';

const longMs = 60_000;
const seenWithinMs = 20_000;

/** What a fixture recorded under a key, asked of the fixture itself. */
export async function recorder(fixture) {
  const session = await modernV2(fixture);
  const report = async key => (await session.call('report_call', { key })).content[0].text;
  const becomes = (key, state) =>
    eventually(async () => ((await report(key)) === state ? true : undefined), seenWithinMs, `call recorded as ${state}`);
  return { becomes, close: session.close };
}

/** Starts a recorded call, leaves once it runs, and gives the recorder. */
async function leaveDuringCall({ direct }, waitMs, startCall) {
  const record = await recorder(direct('fixture'));
  const key = randomUUID();
  const leaving = new AbortController();
  const call = startCall({ key, waitMs }, leaving.signal).catch(error => error);
  await record.becomes(key, 'waiting');
  leaving.abort();
  await call;
  return { ...record, key };
}

async function expectCancelled(world, startCall) {
  const { becomes, key, close } = await leaveDuringCall(world, longMs, startCall);
  await becomes(key, 'cancelled');
  await close();
}

const post = ({ url, headers }, body, more, signal) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers, ...more },
    body: JSON.stringify({ jsonrpc: '2.0', ...body }),
    signal
  });

/** A modern call without an SDK; dropping its connection is all that the client does to leave. */
async function modernCall(spec, args, signal) {
  const _meta = { 'io.modelcontextprotocol/protocolVersion': modernRevision, 'io.modelcontextprotocol/clientCapabilities': {} };
  const headers = { 'mcp-protocol-version': modernRevision, 'mcp-method': 'tools/call', 'mcp-name': 'record_call' };
  const answer = await post(spec, { id: 1, method: 'tools/call', params: { name: 'record_call', arguments: args, _meta } }, headers, signal);
  return answer.text();
}

/** The same in a legacy session. */
async function legacyCall(spec, args, signal) {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'plain', version: '1' } };
  const initialized = await post(spec, { id: 1, method: 'initialize', params }, {});
  await initialized.text();
  const session = { 'mcp-session-id': initialized.headers.get('mcp-session-id'), 'mcp-protocol-version': '2025-11-25' };
  await (await post(spec, { method: 'notifications/initialized' }, session)).text();
  const answer = await post(spec, { id: 2, method: 'tools/call', params: { name: 'record_call', arguments: args } }, session, signal);
  return answer.text();
}

async function legacyDisconnect(world) {
  const { becomes, key, close } = await leaveDuringCall(world, 4000, (args, signal) => legacyCall(world.through('fixture'), args, signal));
  await becomes(key, 'completed'); // one that was cancelled never does
  await close();
}

async function cancelWith(connect, world) {
  const { call, close } = await connect(world.through('fixture'));
  await expectCancelled(world, (args, signal) => call('record_call', args, { signal }));
  await close();
}

export const cancellationCases = [
  { name: 'cancel/modern-disconnect', run: world => expectCancelled(world, (args, signal) => modernCall(world.through('fixture'), args, signal)) },
  { name: 'cancel/modern-sdk-v2', run: world => cancelWith(modernV2, world) },
  { name: 'cancel/legacy-disconnect', run: legacyDisconnect },
  { name: 'cancel/legacy-sdk-v1', run: world => cancelWith(legacyV1, world) },
  { name: 'cancel/legacy-sdk-v2', run: world => cancelWith(legacyV2, world) }
];
