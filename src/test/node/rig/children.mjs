// Child processes, each in a process group of its own, that never outlive this process.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this rig. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Where the Node 22 of the dependencies and the other installed commands are. */
export const bin = join(root, 'node_modules', '.bin');
/** The environment in which commands of the rig run: Node 22 and installed commands first. */
export const environment = { ...process.env, PATH: `${bin}:${process.env.PATH}` };

const groups = new Set();
const stopGraceMs = 10_000;

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    groups.delete(pid); // no process of the group is left
  }
}

process.on('exit', () => groups.forEach(pid => signalGroup(pid, 'SIGKILL')));
for (const [signal, number] of [['SIGINT', 2], ['SIGTERM', 15], ['SIGHUP', 1]]) {
  process.on(signal, () => process.exit(128 + number));
}

/** Runs a rig's main function; a failure outside of its cases is one line and exit code 2. */
export async function main(body) {
  await body().catch(error => {
    console.error(`rig: ${error.message}`);
    process.exitCode = 2;
  });
  process.exit();
}

/** Starts a command; the child has collected output in `log` and a `stop()` that ends its whole group. */
export function start(command, args, { env = environment, cwd = root, stdin = 'ignore' } = {}) {
  const child = spawn(command, args, { env, cwd, detached: true, stdio: [stdin, 'pipe', 'pipe'] });
  child.log = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', chunk => (child.log[name] = (child.log[name] + chunk).slice(-1_000_000)));
  }
  if (child.pid !== undefined) groups.add(child.pid);
  child.ended = new Promise(resolve => {
    child.once('error', error => resolve({ code: 127, error }));
    child.once('close', (code, signal) => resolve({ code: code ?? 128, signal }));
  });
  child.stop = async () => {
    if (child.pid === undefined) return;
    signalGroup(child.pid, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), stopGraceMs);
    await child.ended;
    clearTimeout(timer);
    signalGroup(child.pid, 'SIGKILL');
    groups.delete(child.pid);
  };
  return child;
}

/** Runs a command to its end, at most for limitMs; gives its exit code and output. */
export async function run(command, args, { limitMs = 120_000, ...options } = {}) {
  const child = start(command, args, options);
  const ended = await within(limitMs, child.ended, `${command} ${args[0] ?? ''}`).catch(error => ({ code: 124, error }));
  await child.stop();
  return { ...ended, ...child.log };
}

/** The first line of a child's standard output that is a JSON object. */
export function jsonLine(child, limitMs = 60_000) {
  const line = new Promise((resolve, reject) => {
    const look = () => {
      const found = child.log.stdout.split('\n').slice(0, -1).find(text => text.startsWith('{'));
      if (found) resolve(JSON.parse(found));
    };
    child.stdout.on('data', look);
    child.ended.then(({ code }) => reject(new Error(`ended with ${code} before it was ready:\n${child.log.stderr}`)));
  });
  return within(limitMs, line, 'a ready line');
}

/** The promise's outcome, or a rejection that names what was awaited once limitMs have passed. */
export function within(limitMs, promise, what) {
  let timer;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${limitMs} ms`)), limitMs);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

/** Asks `probe` again and again until it gives something else than undefined. */
export async function eventually(probe, limitMs, what) {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`${what}: nothing within ${limitMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** A promise and how to keep it. */
export function promised() {
  let resolve;
  const promise = new Promise(keep => {
    resolve = keep;
  });
  return { promise, resolve };
}
