// Runs every client with every server through Sallyport, feature by feature, and writes docs/matrix.md.
// Exit: 0 the page is as it was (or was written), 1 --check found a difference, 2 something did not start.
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clients } from './peers/matrix/clients.mjs';
import { page, parts } from './peers/matrix/page.mjs';
import { features, servers } from './peers/matrix/plans.mjs';
import { startWorld } from './peers/world.mjs';
import { environment, jsonLine, main, root, start, within } from './rig/children.mjs';

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false }, // compare with the page instead of writing it
    short: { type: 'boolean', default: false }, // one client of each era
    client: { type: 'string', multiple: true },
    server: { type: 'string', multiple: true }
  }
});
const file = join(root, '../../../docs/matrix.md');
const lanes = 3;
const pairLimitMs = 180_000;
const chosen = (all, names) => Object.keys(all).filter(name => !names || names.includes(name));
const clientNames = chosen(clients, options.short ? ['sdk-v1', 'sdk-v2-modern'] : options.client);
const serverNames = chosen(servers, options.server);

/** A cell: undefined where the client or the server has nothing of the kind, else {ok} or {why}. */
function judge(feature, { lacks = [], expect = {} }, plan, seen) {
  if (!plan[feature] || lacks.includes(feature)) return undefined;
  if (!seen[feature]) return { why: 'was not run' };
  const { value, error } = seen[feature];
  if (error !== undefined) return { why: error };
  const text = JSON.stringify(value);
  const missing = (expect[feature] ?? plan[feature].expect).find(expected => !text.includes(expected) && !text.includes(JSON.stringify(expected).slice(1, -1)));
  return missing === undefined ? { ok: true } : { why: `no ${missing} in ${text.slice(0, 300)}` };
}

async function runPair(world, client, server) {
  const plan = JSON.parse(JSON.stringify(servers[server].plan).replaceAll('$key', randomUUID()));
  const seen = await within(pairLimitMs, clients[client].run(world, server, plan), `${client} with ${server}`).catch(({ message }) =>
    Object.fromEntries(Object.keys(plan).map(feature => [feature, { error: message }]))
  );
  return feature => judge(feature, clients[client], plan, seen);
}

/** What fails is run once more and then counts; that it failed first is printed. */
async function runTwice(world, client, server) {
  const first = await runPair(world, client, server);
  const failed = Object.keys(features).filter(feature => first(feature)?.why);
  if (failed.length === 0) return first;
  failed.forEach(feature => console.log(`AGAIN ${client} with ${server}, ${features[feature]}: ${first(feature).why}`));
  const second = await runPair(world, client, server);
  return feature => (failed.includes(feature) ? second(feature) : first(feature));
}

const meets = (client, server) => (clients[client].servers ?? serverNames).includes(server);

/** One server after the other in each lane: what its clients see of its changes is their own. */
async function runAll(world) {
  const cells = new Map();
  const queue = [...serverNames];
  const lane = async () => {
    for (let server = queue.shift(); server; server = queue.shift()) {
      for (const client of clientNames.filter(name => meets(name, server))) {
        const started = Date.now();
        cells.set(`${client} ${server}`, await runTwice(world, client, server));
        console.log(`ran   ${client} with ${server} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return cells;
}

async function startAdded() {
  const added = {};
  const stops = [];
  for (const [name, { command, http }] of Object.entries(servers)) {
    if (command) added[name] = { command };
    if (!http) continue;
    const child = start(http[0], http.slice(1), { env: environment });
    stops.push(child.stop);
    added[name] = { url: (await jsonLine(child)).url };
  }
  return { added, stop: () => Promise.all(stops.map(stop => stop())) };
}

await main(async () => {
  const { added, stop } = await startAdded();
  const world = await startWorld({ added });
  const cells = await runAll(world);
  await Promise.all([world.stop(), stop()]);
  const made = page(clientNames, serverNames, (client, server) => cells.get(`${client} ${server}`));
  made.failures.forEach(line => console.log(`✗     ${line}`));
  const whole = clientNames.length === Object.keys(clients).length && serverNames.length === Object.keys(servers).length;
  let differing = [];
  if (options.check) {
    const committed = parts(readFileSync(file, 'utf8'));
    differing = [...parts(made.text)].filter(([title, text]) => (whole || title) && committed.get(title) !== text).map(([title]) => title || 'the head');
    differing.forEach(title => console.log(`DIFFERS docs/matrix.md: ${title}; node matrix.mjs writes it anew`));
  } else if (whole) {
    writeFileSync(file, made.text);
  } else {
    console.log(made.text);
  }
  console.log(`${made.ok} cells work, ${made.failures.length} do not`);
  console.log(`${made.ok + made.failures.length} passed, ${differing.length} failed`);
  process.exitCode = differing.length ? 1 : 0;
});
