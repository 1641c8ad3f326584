// What the cases run in: the upstream servers, and Sallyport in front of them unless they run directly.
import { environment, eventually, start } from '../rig/children.mjs';
import { startFixture } from '../rig/fixture.mjs';
import { sallyport, startSallyport } from '../rig/sallyport.mjs';
import { everythingOverHttp, resetFiles, moreServers, stdioServers } from './servers.mjs';

/**
 * Starts everything; `direct(name)` and `through(name)` give the specification of a connection to a server. `added`: more servers
 * as the settings name them.
 */
export async function startWorld({ direct: directOnly, added = {} }) {
  resetFiles();
  const mortalPort = await freePort();
  const [fixture, modernFixture, legacyFixture, http] = await Promise.all([startFixture(), startFixture({ era: 'modern' }), startFixture({ era: 'legacy' }), startEverythingOverHttp()]);
  const own = [fixture, modernFixture, legacyFixture, http];
  const servers = {
    ...stdioServers,
    ...moreServers,
    mortal: { url: `http://127.0.0.1:${mortalPort}/mcp` },
    'everything-http': { url: http.url },
    fixture: { url: fixture.url },
    'fixture-modern': { url: modernFixture.url },
    'fixture-legacy': { url: legacyFixture.url },
    ...added
  };
  const gateway = directOnly ? undefined : await startSallyport(servers);
  const more = [];
  const direct = name => (({ isolation, ...spec }) => spec)(servers[name]);
  const through = gateway ? reachThrough(gateway) : direct;
  return {
    direct,
    through,
    gateway,
    sallyport,
    /** Starts the server `mortal`, which nobody starts otherwise. */
    startMortal: () => startFixture({ port: mortalPort }),
    /** Has something stopped together with the world. */
    atEnd: stop => void more.push(stop),
    stop: () => Promise.all([...own, ...(gateway ? [gateway] : [])].map(part => part.stop()).concat(more.map(stop => stop())))
  };
}

/** Clients hold the token themselves, and trust the authority of the gateway's home. */
export function reachThrough(gateway) {
  return name => ({ url: gateway.servers[name], headers: { Authorization: `Bearer ${gateway.token}` }, guarded: true });
}

async function startEverythingOverHttp() {
  const [command, ...args] = everythingOverHttp;
  const port = await freePort();
  const child = start(command, args, { env: { ...environment, PORT: String(port) } });
  const url = `http://127.0.0.1:${port}/mcp`;
  await eventually(() => fetch(url, { method: 'DELETE' }).then(() => true, () => undefined), 60_000, 'server-everything over HTTP');
  return { url, stop: child.stop };
}

/** A port that was free a moment ago: the reference server cannot choose one itself. */
export async function freePort() {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}
