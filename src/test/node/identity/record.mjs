// Records what Keycloak says and issues, as fixtures of its profile: tokens with the keys to verify them, and when that was.
//   node identity/record.mjs [--keycloak FILE]    FILE: the ready file of one that runs
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { main, promised, root, within } from '../rig/children.mjs';
import { loopback } from '../rig/shim.mjs';
import { announceLogouts, logOut, registerResources } from './admin.mjs';
import { alice, certificateToken, cli } from './direct.mjs';
import { get } from './http.mjs';
import { startKeycloak, version } from './keycloak.mjs';
import { clientCredentials, discover, granted, logIn, prover } from './oauth.mjs';

const folder = resolve(root, '../resources/identity/keycloak');
const resource = 'https://gateway.example/mcp/up';

/** The logout token that Keycloak sends when the sessions of a person end. */
async function logoutToken(keycloak) {
  const { promise, resolve } = promised();
  const front = await loopback(async (req, res) => {
    const body = Buffer.concat(await req.toArray()).toString('utf8');
    res.writeHead(200).end();
    resolve(new URLSearchParams(body).get('logout_token'));
  });
  await announceLogouts(keycloak, cli.client, `http://127.0.0.1:${front.port}/`);
  await logOut(keycloak, alice.user);
  const token = await within(10_000, promise, 'a logout token');
  await front.close();
  return token;
}

async function record(keycloak) {
  await registerResources(keycloak, [resource]);
  const as = await discover(`${keycloak.base}/realms/mcp`);
  const corp = await discover(`${keycloak.base}/realms/corp`);
  const service = (id, secret, options) => clientCredentials(as, id, secret, {}, options).then(granted);
  const person = await logIn(as, alice, { ...cli, scope: 'openid mcp:tools', resource, nonce: 'n-1' });
  const other = await clientCredentials(corp, 'corp-app', 'app-secret', { grant_type: 'password', username: 'alice', password: 'alice-pw' });
  const tokens = {
    user: person.access_token,
    service: (await service('mcp-svc', 'svc-secret')).access_token,
    dpop: (await service('mcp-dpop', 'dpop-secret', { headers: { DPoP: prover().proof('POST', as.token_endpoint) } })).access_token,
    certificate: granted(await certificateToken({ keycloak })).access_token,
    'wrong-audience': (await service('noaud', 'noaud')).access_token,
    'other-realm': granted(other).access_token,
    id: person.id_token,
    refresh: person.refresh_token,
    logout: await logoutToken(keycloak)
  };
  mkdirSync(folder, { recursive: true });
  const write = (name, value) => writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
  write('metadata.json', as);
  write('keys.json', (await get(as.jwks_uri)).json);
  const at = new Date().toISOString().replace(/\.\d+/, '');
  write('tokens.json', { issuer: as.issuer, at, source: [`Keycloak ${version}, realms/mcp.json`], audiences: [], resource, urls: [], tokens });
}

await main(async () => {
  const { values } = parseArgs({ options: { keycloak: { type: 'string' } } });
  const keycloak = values.keycloak ? JSON.parse(readFileSync(values.keycloak, 'utf8')) : await startKeycloak();
  await record(keycloak);
  await keycloak.stop?.();
});
