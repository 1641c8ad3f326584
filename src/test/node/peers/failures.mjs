// What breaks while it is used: servers that die, sessions that come and go, clients that read slowly, settings that change.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { eventually, promised, within } from '../rig/children.mjs';
import { descendants, settledProcesses, threads } from '../rig/processes.mjs';
import { startSallyport } from '../rig/sallyport.mjs';
import { recorder } from './cancellation.mjs';
import { endSession, legacyV1, legacyV2, modernRevision, modernV2 } from './clients.mjs';
import { stdioServers } from './servers.mjs';
import { assert, refusalOf } from './transcript.mjs';
import { reachThrough } from './world.mjs';

const text = ({ content }) => content[0].text;
const outcomeOf = promise => promise.then(answer => ({ answer }), error => ({ error }));
const soonMs = 20_000;

/** A child that is killed under a session: the waiting call fails clearly, and the session goes on with a new child. */
async function killedChild(connect, { gateway, through }) {
  await settledProcesses(gateway.pid);
  const others = new Set(descendants(gateway.pid).map(({ pid }) => pid));
  const session = await connect(through('everything'));
  const reached = promised();
  const call = outcomeOf(session.call('trigger-long-running-operation', { duration: 60, steps: 600 }, { onprogress: reached.resolve }));
  // a child that died before the call came would be replaced, and the new one would answer after that minute
  await within(soonMs, reached.promise, 'progress of the call');
  const started = descendants(gateway.pid).filter(({ pid, command }) => !others.has(pid) && command.includes('server-everything'));
  assert(started.length === 1, `it started ${JSON.stringify(started)}`);
  const [{ pid }] = started;
  process.kill(pid, 'SIGKILL');
  const broken = await within(soonMs, call, 'an answer after the kill');
  assert(refusalOf(broken) === 'upstream.connection-lost', `the waiting call got ${shown(broken)}`);
  const still = async () => {
    const after = await outcomeOf(session.call('echo', { message: 'still there?' }));
    const answered = after.answer && !refusalOf(after) && text(after.answer) === 'Echo: still there?';
    assert(answered || refusalOf(after) === 'upstream.restarting', `the session after it got ${shown(after)}`);
    return answered || undefined;
  };
  await eventually(still, soonMs, 'an answer of the same session');
  await session.close();
  const fresh = await eventually(() => unlessRestarting(connect(through('everything'))), soonMs, 'a new session');
  assert(text(await fresh.call('echo', { message: 'again' })) === 'Echo: again', 'the new session does not work');
  await endSession(fresh);
}

/** A server that failed more than once is started again after a pause only, and a client is told so. */
function unlessRestarting(session) {
  return session.catch(error => {
    if (!error.message.includes('upstream.restarting')) throw error;
  });
}

const shown = ({ answer, error }) => (error ? `${error.name} ${error.code}: ${error.message}` : JSON.stringify(answer));
/** The HTTP status that an SDK's error tells. */
const httpStatus = error => error.data?.status ?? error.status ?? error.code;

/** A remote server that dies and comes back: clear errors meanwhile, then everything as before. */
async function killedRemote({ direct, through, startMortal }) {
  let server = await startMortal();
  const echo = ({ call }, region) => outcomeOf(call('test_x_mcp_header', { region }));
  try {
    // until now it was down; who asked for it meanwhile, if only the sum, set the pause before the next attempt
    const modern = await eventually(() => modernV2(through('mortal')).catch(() => undefined), soonMs, 'a modern client');
    const legacy = await legacyV1(through('mortal'));
    for (const session of [modern, legacy]) assert(text((await echo(session, 'x')).answer) === 'Region: x', 'a call before');
    const record = await recorder(direct('mortal'));
    const waiting = outcomeOf(modern.call('record_call', { key: 'mortal', waitMs: 60_000 }));
    await record.becomes('mortal', 'waiting');
    await record.close();
    process.kill(server.pid, 'SIGKILL');
    const broken = await within(soonMs, waiting, 'an answer after the kill');
    assert(refusalOf(broken) === 'upstream.connection-lost', `the waiting call got ${shown(broken)}`);
    for (const session of [modern, legacy]) {
      const answers = [];
      const unreachable = async () => {
        answers.push(refusalOf(await echo(session, 'x')));
        return answers.at(-1) === 'upstream.unreachable' ? true : undefined;
      };
      await eventually(unreachable, soonMs, 'an answer while the server is gone');
      // a connection that was idle may break under the next call; no second one may
      assert(answers.every(reason => reason?.startsWith('upstream.')) && answers.length <= 3, `calls meanwhile got ${answers}`);
    }
    await server.stop();
    server = await startMortal();
    // it is asked again after a pause only
    const returned = async () => {
      const after = await echo(modern, 'y');
      const answered = after.answer && !refusalOf(after) && text(after.answer) === 'Region: y';
      assert(answered || refusalOf(after) === 'upstream.unreachable', `a modern client after its return got ${shown(after)}`);
      return answered || undefined;
    };
    await eventually(returned, soonMs, 'an answer after its return');
    const kept = await echo(legacy, 'y');
    assert(kept.answer && text(kept.answer) === 'Region: y', `the old session got ${shown(kept)}`);
    const fresh = await legacyV1(through('mortal'));
    assert(text((await echo(fresh, 'z')).answer) === 'Region: z', 'a new session after its return');
    await Promise.all([modern.close(), legacy.close(), endSession(fresh)]);
  } finally {
    await server.stop();
  }
}

/** Sessions that come and go leave no process and no thread behind. */
async function hygiene({ gateway, through }) {
  const count = 200;
  const atOnce = 4;
  const open = async () => {
    const session = await legacyV1(through('tiny'));
    assert((await session.client.listTools()).tools.length === 1, 'a session does not work');
    await endSession(session);
  };
  await open();
  // one of them is the gateway's own, which is asked what the server offers
  const children = () => descendants(gateway.pid).filter(({ command }) => command.includes('tiny-server'));
  const settled = () => Math.max(0, children().length - 1);
  const before = await eventually(() => (settled() === 0 ? threads(gateway.pid) ?? 0 : undefined), soonMs, 'a quiet beginning');
  const atFirst = children();
  for (let done = 1; done < count; done += atOnce) await Promise.all(Array.from({ length: atOnce }, open));
  const ended = eventually(() => (settled() === 0 ? true : undefined), soonMs, 'end of all children');
  await ended.catch(({ message }) => Promise.reject(new Error(`${message}; at first ${JSON.stringify(atFirst)}, now ${JSON.stringify(children())}\n${gateway.log.stderr.slice(-4000)}`)));
  const spare = 8; // threads of pools that start on demand
  const after = await eventually(() => ((threads(gateway.pid) ?? 0) <= before + spare ? threads(gateway.pid) ?? 0 : undefined), soonMs, 'end of threads');
  return `${count} sessions, ${before} then ${after} threads`;
}

/** A client that reads slowly gets the whole stream, in order. */
async function slowReader({ through }) {
  const [notes, chars] = [400, 16_384];
  const { url, headers } = through('fixture');
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': modernRevision,
    'io.modelcontextprotocol/clientCapabilities': {},
    progressToken: 'slow'
  };
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': modernRevision,
      'mcp-method': 'tools/call',
      'mcp-name': 'stream_notes',
      ...headers
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'stream_notes', arguments: { notes, chars }, _meta } })
  });
  let received = '';
  let pauses = 0;
  const decoder = new TextDecoder();
  for await (const chunk of answer.body) {
    received += decoder.decode(chunk, { stream: true });
    if (received.length > (pauses + 1) * 65_536) {
      pauses++;
      await new Promise(resolve => setTimeout(resolve, 15));
    }
  }
  const messages = received.split('\n').filter(line => line.startsWith('data: {')).map(line => JSON.parse(line.slice(6)));
  const order = messages.slice(0, -1).map(({ params }) => params.progress);
  assert(order.length === notes && order.every((progress, index) => progress === index + 1), `${order.length} of ${notes} notes, or not in order`);
  assert(messages.at(-1).result?.content[0].text === `sent ${notes}`, `the end is ${JSON.stringify(messages.at(-1)).slice(0, 300)}`);
  return `${Math.round(received.length / 1024)} KiB, ${pauses} pauses`;
}

/** Settings that change under running calls; and wrong settings, which change nothing. */
async function reload({ direct }) {
  const fixture = direct('fixture');
  const servers = { kept: stdioServers.everything, remote: fixture, changed: stdioServers.everything, gone: stdioServers.everything };
  const gateway = await startSallyport(servers);
  try {
    const spec = reachThrough(gateway);
    const write = content => {
      writeFileSync(`${gateway.settings}.new`, content);
      renameSync(`${gateway.settings}.new`, gateway.settings);
    };
    const first = JSON.parse(readFileSync(gateway.settings, 'utf8'));
    const logged = (pattern, what) => eventually(() => (pattern.test(gateway.log.stdout + gateway.log.stderr) ? true : undefined), soonMs, what);
    const sessions = Object.fromEntries(await Promise.all(['kept', 'changed', 'gone'].map(async name => [name, await legacyV1(spec(name))])));
    const modern = await modernV2(spec('remote'));
    const running = Object.values(sessions).map(({ call }) => call('trigger-long-running-operation', { duration: 4, steps: 4 }));
    running.push(modern.call('record_call', { key: 'reload', waitMs: 4000 }));

    write('servers: [not, a, map');
    await logged(/not valid; the settings before stay in force/, 'the refusal of wrong settings');
    assert(text(await sessions.kept.call('echo', { message: 'old' })) === 'Echo: old', 'a session after wrong settings');

    const { gone, ...rest } = first.servers;
    write(JSON.stringify({ ...first, servers: { ...rest, changed: { ...rest.changed, isolation: 'shared' }, added: gone } }));
    await logged(/the settings in .* are in force/, 'the new settings');
    const outcomes = await Promise.all(running.map(outcomeOf));
    const lost = outcomes.map(({ answer }, index) => (answer?.isError || !answer ? ['kept', 'changed', 'gone', 'remote'][index] : undefined)).filter(Boolean);
    assert(lost.length === 0, `calls were lost on: ${lost}; ${outcomes.map(shown).join(' | ')}`);
    assert(text(await sessions.kept.call('echo', { message: 'same' })) === 'Echo: same', 'the session of a server that stayed the same');
    const url = `${gateway.endpoint}/added`;
    const added = await legacyV2({ ...spec('kept'), url });
    assert(text(await added.call('echo', { message: 'new' })) === 'Echo: new', 'the added server');
    const removed = await outcomeOf(legacyV1(spec('gone')));
    assert(removed.error && httpStatus(removed.error) === 404, `the removed server gave ${removed.error ? shown(removed) : 'a session'}`);
    await Promise.all([...Object.values(sessions), modern, added].map(({ close }) => close()));
  } finally {
    await gateway.stop();
  }
}

export const failureCases = [
  { name: 'killed/stdio-server/sdk-v1', throughOnly: true, run: world => killedChild(legacyV1, world) },
  { name: 'killed/stdio-server/sdk-v2', long: true, throughOnly: true, run: world => killedChild(legacyV2, world) },
  { name: 'killed/remote-server', throughOnly: true, run: killedRemote },
  { name: 'slow-reader', run: slowReader },
  { name: 'reload', throughOnly: true, run: reload },
  { name: 'hygiene/200-sessions', long: true, throughOnly: true, run: hygiene }
];
