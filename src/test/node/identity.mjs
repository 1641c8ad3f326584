// The suite identity: OAuth as clients do it, with a real Keycloak and with the demo's issuer, directly and through Sallyport.
// Exit: 0 all passed, 1 some failed, 2 nothing ran or started.
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startBrowser } from './identity/browser.mjs';
import { demoCases, startDemo } from './identity/demo.mjs';
import { directCases } from './identity/direct.mjs';
import { gatewayCases } from './identity/gateway.mjs';
import { startBinding, startIntrospecting, startPlain, withBrief } from './identity/guarded.mjs';
import { startKeycloak } from './identity/keycloak.mjs';
import { loginCases } from './identity/login.mjs';
import { logoutCases } from './identity/logout.mjs';
import { visitorCases } from './identity/visitors.mjs';
import { eventually, main } from './rig/children.mjs';
import { runCases } from './rig/cases.mjs';
import { alive } from './rig/processes.mjs';

const { values: options } = parseArgs({
  options: {
    keycloak: { type: 'string' }, // the ready file of one that is being started; without it one is started here
    'keycloak-pid': { type: 'string' }, // and its process: once that is gone, nothing is waited for
    only: { type: 'string', multiple: true }, // names, or beginnings of names
    list: { type: 'boolean', default: false }
  }
});
const startLimitMs = 900_000;

/** The Keycloak that somebody else started. */
async function awaitKeycloak(file, pid) {
  const look = async () => {
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
    return pid && !alive(Number(pid)) ? { error: 'Keycloak was started and is gone: see keycloak.log' } : undefined;
  };
  const found = await eventually(look, startLimitMs, `Keycloak by ${file}`);
  if (found.error) throw new Error(found.error);
  return { ...found, stop: async () => {} };
}

/** What the cases share; each part is started by the first that wants it. */
async function startWorld() {
  const keycloak = await (options.keycloak ? awaitKeycloak(options.keycloak, options['keycloak-pid']) : startKeycloak());
  const parts = new Map();
  const once = (name, begin) => () => parts.get(name) ?? parts.set(name, begin()).get(name);
  const world = {
    keycloak,
    browser: once('browser', startBrowser),
    demo: once('demo', startDemo),
    gateway: once('gateway', async () => withBrief(world, await startPlain(world))),
    introspecting: once('introspecting', () => startIntrospecting(world)),
    binding: once('binding', () => startBinding(world)),
    async stop() {
      const started = await Promise.allSettled(parts.values());
      await Promise.allSettled([keycloak, ...started.map(({ value }) => value)].map(part => part?.stop()));
    }
  };
  return world;
}

await main(() => runCases([directCases, loginCases, demoCases, visitorCases, gatewayCases, logoutCases].flat(), options, startWorld));
