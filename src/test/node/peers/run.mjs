// `sallyport run` as a person starts it, with nothing or with a command, and what it prints to paste.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { environment, eventually, root, run } from '../rig/children.mjs';
import { alive, descendants } from '../rig/processes.mjs';
import { temporaryFolder } from '../rig/folders.mjs';
import { sallyport, startRun } from '../rig/sallyport.mjs';
import { legacyV1, legacyV2, modernV2 } from './clients.mjs';
import { sameSession } from './reference.mjs';
import { invalid, scripts, unknown } from './scripts.mjs';
import { assert } from './transcript.mjs';
import { reachThrough } from './world.mjs';

/** An environment in which `sallyport` is the command under test. */
function withSallyport() {
  const folder = temporaryFolder();
  symlinkSync(sallyport, join(folder, 'sallyport'));
  return { ...environment, PATH: `${folder}:${environment.PATH}` };
}

/** Starts a gateway on any free port, and waits for what it prints; `spec` reaches its one server. */
async function startPrinted(args, options) {
  const gateway = await startRun(['--listen', '127.0.0.1:0', ...args], options);
  await eventually(() => (gateway.log.stdout.includes('Stop with') ? true : undefined), 20_000, 'what is printed at the start');
  return { gateway, spec: reachThrough(gateway)(Object.keys(gateway.servers)[0]) };
}

const samples = new WeakMap();

/** The gateway that was started with nothing; the cases of a world share it. */
function sampleOf(world) {
  if (!samples.has(world)) {
    const started = startPrinted([]);
    world.atEnd(() => started.then(({ gateway }) => gateway.stop(), () => {}));
    samples.set(world, started);
  }
  return samples.get(world);
}

async function sampleScript(t, { client }) {
  await t.call('echo', { text: 'Grüße, 世界 🌍 "quoted" \\ back\u2028slash' });
  await t.call('add', { a: 0.1, b: 1e21 });
  await t.call('add', { a: 'x', b: 1 }, { label: 'sum of a text', ...invalid });
  await t.call('word_count', { text: 'two words' });
  await t.call('now');
  await t.call('now', { zone: 'Moon/Base' }, { label: 'no such zone' });
  await t.call('countdown', { from: 3 }, { progressMax: 0 });
  await t.call('no_such_tool', {}, unknown);
  for (const uri of ['sample://greeting', `sample://greeting/${encodeURIComponent('小明')}`, 'sample://none']) {
    await t.step(`read ${uri}`, () => client.readResource({ uri }));
  }
  await t.step('prompt', () => client.getPrompt({ name: 'summarise', arguments: { text: 'long', language: '繁體中文' } }));
  const ref = { type: 'ref/prompt', name: 'summarise' };
  await t.step('complete', () => client.complete({ ref, argument: { name: 'language', value: 'f' } }));
}

/** The command of the sample server: it is no command of its own, so it is looked for among the gateway's children. */
async function sampleCommand(gateway, spec) {
  await (await legacyV2(spec)).close();
  const found = descendants(gateway.pid).find(({ command }) => command.includes('SampleServer'));
  return { command: found.command.split(' ') };
}

/** A modern list of a server that each principal has of its own is private to it. */
const minute = 60_000;
const madePrivate = connect => async (spec, options) => {
  const session = await connect(spec, options);
  for (const list of ['listTools', 'listPrompts', 'listResources', 'listResourceTemplates', 'readResource']) {
    const original = session.client[list].bind(session.client);
    session.client[list] = async (...args) => {
      const answer = await original(...args);
      if (spec.guarded) assert(answer.cacheScope === 'private', `${list} may be cached as ${answer.cacheScope}`);
      else if (answer.cacheScope) answer.cacheScope = 'private';
      if (spec.guarded) assert((answer.ttlMs ?? 0) <= minute, `${list} may be kept for ${answer.ttlMs} ms`);
      else if (answer.ttlMs > minute) answer.ttlMs = minute;
      return answer;
    };
  }
  return session;
};

async function sample(world) {
  const { gateway, spec } = await sampleOf(world);
  const direct = await sampleCommand(gateway, spec);
  await sameSession(legacyV1, direct, spec, sampleScript);
  return sameSession(madePrivate(modernV2), direct, spec, sampleScript);
}

/** The printed curl line, run by a shell as it stands, prints the sum. */
async function curl(world) {
  const { log } = (await sampleOf(world)).gateway;
  const line = /^ *(curl .*)$/m.exec(log.stdout)?.[1];
  assert(line, `no curl line in:\n${log.stdout}`);
  const { code, stdout, stderr } = await run('bash', ['-c', line]);
  assert(code === 0, `curl ended with ${code}: ${stderr}`);
  const { id, result } = JSON.parse(stdout.replace(/^data: /m, ''));
  assert(id === 1 && result.structuredContent.sum === 42, `it printed ${stdout}`);
}

/** The words that a printed line gives to a command, as the shell splits them. */
async function wordsGiven(command, text) {
  const line = text.split('\n').map(each => each.slice(each.indexOf(`${command} `))).find(each => each.startsWith(`${command} `));
  assert(line, `no line for ${command} in:\n${text}`);
  const { code, stdout, stderr } = await run('bash', ['-c', `${command}() { printf '%s\\0' "$@"; }\n${line}`]);
  assert(code === 0, `the line for ${command} is no shell command: ${stderr}`);
  return stdout.split('\0').slice(0, -1);
}

/** Every printed snippet starts the same command, and that command serves these clients. */
async function snippets({ log: { stdout } }, ...clients) {
  const claude = await wordsGiven('claude', stdout);
  const code = JSON.parse((await wordsGiven('code', stdout))[1]);
  const generic = Object.entries(JSON.parse(/^Any client: *(\{.*\})$/m.exec(stdout)[1]).mcpServers);
  const commands = [
    { name: claude[2], command: claude.slice(claude.indexOf('--') + 1) },
    { name: code.name, command: [code.command, ...code.args] },
    ...generic.map(([name, entry]) => ({ name, command: [entry.command, ...entry.args] }))
  ];
  assert(commands.length === 3 && commands.every(each => isDeepStrictEqual(each, commands[0])), `they differ: ${JSON.stringify(commands)}`);
  for (const connect of clients) {
    const { call, close } = await connect({ command: commands[0].command, env: withSallyport() });
    const { structuredContent } = await call('add', { a: 20, b: 22 }).finally(close);
    assert(structuredContent.sum === 42, `the sum is ${structuredContent.sum}`);
  }
}

async function oddHome() {
  const folder = join(temporaryFolder(), "it's a \"home\" $(false)");
  mkdirSync(folder);
  const { gateway } = await startPrinted([], { home: join(folder, 'home') });
  await snippets(gateway, legacyV1).finally(gateway.stop);
}

/** npx finds the installed package; it could not fetch one. */
function offlineNpm() {
  const home = temporaryFolder();
  writeFileSync(join(home, '.npmrc'), 'offline=true\nupdate-notifier=false\n');
  return { ...environment, HOME: home };
}
const npx = ['--', 'npx', '-y', '@modelcontextprotocol/server-everything'];

async function everythingByNpx({ direct }) {
  const { gateway, spec } = await startPrinted(npx, { env: offlineNpm(), cwd: root });
  let started = [];
  try {
    const { endpoint, servers } = gateway;
    assert(isDeepStrictEqual(servers, { 'server-everything': endpoint }), `served: ${JSON.stringify(servers)}`);
    await sameSession(legacyV2, direct('everything'), spec, scripts.everything);
    started = descendants(gateway.pid);
    assert(started.length > 1, 'npx started no process of its own');
  } finally {
    await gateway.stop();
  }
  await eventually(() => (started.some(({ pid }) => alive(pid)) ? undefined : true), 20_000, 'end of the process tree');
}

export const startCases = [
  { name: 'run/sample', throughOnly: true, run: sample },
  { name: 'run/sample/curl', throughOnly: true, run: curl },
  { name: 'run/sample/snippets', throughOnly: true, run: async world => snippets((await sampleOf(world)).gateway, legacyV1, modernV2) },
  { name: 'run/sample/snippets/odd-home', long: true, throughOnly: true, run: oddHome },
  { name: 'run/npx', long: true, throughOnly: true, run: everythingByNpx }
];
