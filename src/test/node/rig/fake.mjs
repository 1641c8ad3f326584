import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bridgeStdio, connectStdio } from './bridge.mjs';
import { start } from './children.mjs';
import { faults } from './faults.mjs';
import { forward, loopback } from './shim.mjs';

/** Runs one of `run`, `connect` and `wrap` with the flags of the real command. */
export async function runCommand([command, ...args], faultName) {
  if (command === 'wrap') return wrap(args.slice(args.indexOf('--') + 1));
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { config: { type: 'string', short: 'c' }, home: { type: 'string' }, 'ready-file': { type: 'string' } }
  });
  const state = join(values.home, 'fake.json');
  if (command === 'connect') return connectStdio(...endpointOf(JSON.parse(readFileSync(state, 'utf8')), positionals[0]));
  const ready = await serve(JSON.parse(readFileSync(values.config, 'utf8')).servers, values.home, faults[faultName]);
  writeFileSync(state, JSON.stringify(ready));
  writeFileSync(`${values['ready-file']}.new`, JSON.stringify(ready));
  renameSync(`${values['ready-file']}.new`, values['ready-file']);
}

function endpointOf({ servers, tokenFile }, name) {
  return [servers[name], readFileSync(tokenFile, 'utf8')];
}

async function serve(servers, home, fault) {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const token = randomUUID();
  const tokenFile = join(home, 'token');
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const handlers = Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, handlerOf(server, fault)]));
  const front = await loopback((req, res) => {
    const name = new URL(req.url, 'http://localhost').pathname.replace(/^\/mcp\//, '');
    if (req.headers.authorization !== `Bearer ${token}`) res.writeHead(401).end();
    else if (handlers[name]) handlers[name](req, res);
    else res.writeHead(404).end();
  });
  const endpoint = `http://127.0.0.1:${front.port}/mcp`;
  const urls = Object.fromEntries(Object.keys(servers).map(name => [name, `${endpoint}/${name}`]));
  return { endpoint, servers: urls, tokenFile, caFile: null, console: null, pid: process.pid };
}

function handlerOf(server, fault) {
  if (!server.url) return bridgeStdio(server);
  const target = new URL(server.url);
  return (req, res) => forward(req, res, target, { faults: fault });
}

function wrap([command, ...args]) {
  const child = start(command, args, { stdin: 'pipe', cwd: process.cwd(), env: process.env });
  process.stdin.pipe(child.stdin);
  child.stdout.pipe(process.stdout);
  child.stderr.pipe(process.stderr);
  return child.ended.then(({ code }) => process.exit(code));
}
