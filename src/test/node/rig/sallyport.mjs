// Starts Sallyport, or what $SALLYPORT names in its place, as a child process.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { environment, eventually, root, start } from './children.mjs';
import { temporaryFolder } from './folders.mjs';

/** The launcher; the first call may build Sallyport, hence the long wait for readiness. */
export const sallyport = process.env.SALLYPORT ? resolve(process.env.SALLYPORT) : resolve(root, '../../../sallyport');
const readyWithinMs = 300_000;

const authorities = new Set();
let bundle;

/**
 * From now on this process, and what it starts in `environment`, trusts the authority in a file: Node, Python and what reads the
 * same variables; the Java peer makes a trust store of it. A token goes only to a server that proves who it is.
 */
export function trust(file) {
  const pem = readFileSync(file, 'utf8');
  if (authorities.has(pem)) return;
  authorities.add(pem);
  setDefaultCACertificates([...getCACertificates('default'), pem]);
  bundle ??= join(temporaryFolder(), 'authorities.pem');
  writeFileSync(bundle, [...authorities].join('\n'));
  for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE']) environment[name] = bundle;
}

/** What is compared here is what passes, so everything may. */
const access = { statements: [{ id: 'all', effect: 'permit', principal: ['*'], resource: ['*'], action: ['*'] }] };

/** A home whose own policy permits everything. */
export function permissiveHome() {
  const home = join(temporaryFolder(), 'home');
  mkdirSync(home, { mode: 0o700 });
  writeFileSync(join(home, 'policy.yaml'), `${JSON.stringify({ statements: access.statements })}\n`);
  return home;
}

/** Writes settings as JSON, which is YAML too. */
export function writeSettings(folder, servers, more = {}) {
  const file = join(folder, 'sallyport.yaml');
  writeFileSync(file, `${JSON.stringify({ listen: '127.0.0.1:0', servers, access, ...more }, null, 2)}\n`);
  return file;
}

/** Runs `sallyport run -c` in front of servers ({name: {url} | {command, args, env}}) until it is ready; `more`: other sections. */
export async function startSallyport(servers, more) {
  const settings = writeSettings(temporaryFolder(), servers, more);
  return { ...(await startRun(['-c', settings])), settings };
}

/**
 * Runs `sallyport run` with these arguments until it is ready.
 * Gives the ready file's content, the home, the token, the CA, what was printed and `stop()`.
 */
export async function startRun(args, { env = environment, cwd = root, home = permissiveHome() } = {}) {
  const readyFile = join(temporaryFolder(), 'ready.json');
  const child = start(sallyport, ['run', '--home', home, '--ready-file', readyFile, ...args], { env, cwd });
  let ended;
  child.ended.then(result => (ended = result));
  const readReady = () => {
    if (ended) throw new Error(`sallyport ended with ${ended.code}: ${ended.error?.message ?? child.log.stderr}`);
    return existsSync(readyFile) ? parseOrUndefined(readFileSync(readyFile, 'utf8')) : undefined;
  };
  const ready = await eventually(readReady, readyWithinMs, 'sallyport ready').catch(async error => {
    await child.stop();
    throw error;
  });
  if (ready.caFile) trust(ready.caFile);
  return {
    ...ready,
    home,
    token: readFileSync(ready.tokenFile, 'utf8').trim(),
    ca: ready.caFile ? readFileSync(ready.caFile) : undefined,
    log: child.log,
    stop: child.stop
  };
}

function parseOrUndefined(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined; // still being written
  }
}
