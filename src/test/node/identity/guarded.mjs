// Sallyport told whom to believe, before the fixture; what becomes of a call there, and what is recorded of it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../peers/world.mjs';
import { modernRevision } from '../peers/clients.mjs';
import { assert, refusalOf } from '../peers/transcript.mjs';
import { eventually } from '../rig/children.mjs';
import { startFixture } from '../rig/fixture.mjs';
import { startIssuer } from '../rig/issuer.mjs';
import { entriesOf } from '../rig/ledger.mjs';
import { temporaryFolder } from '../rig/folders.mjs';
import { startRun, writeSettings } from '../rig/sallyport.mjs';
import { registerResources, resourceSecret } from './admin.mjs';
import { alice, cli } from './direct.mjs';
import { postJson } from './http.mjs';
import { clientCredentials, discover, granted, logIn } from './oauth.mjs';

/** How Sallyport is reached where its settings say nothing. */
const scheme = 'https';

/**
 * Starts Sallyport before the servers `up` and `other`, each the fixture; `identity` gets the URLs and gives its settings, `more`
 * are other sections.
 */
export async function startGuarded(identity, register = async () => {}, more = {}) {
  const fixture = await startFixture();
  const port = await freePort();
  const url = name => `${scheme}://127.0.0.1:${port}/mcp${name && `/${name}`}`;
  const urls = { up: url('up'), other: url('other'), sum: url('') };
  const folder = temporaryFolder();
  const secret = join(folder, 'secret');
  writeFileSync(secret, resourceSecret, { mode: 0o600 });
  await register(Object.values(urls));
  const servers = { up: { url: fixture.url }, other: { url: fixture.url } };
  const settings = writeSettings(folder, servers, { listen: `127.0.0.1:${port}`, identity: identity(urls, `file:${secret}`), ...more });
  const gateway = await startRun(['-c', settings]).catch(async error => {
    await fixture.stop();
    throw error;
  });
  return { ...gateway, urls, stop: () => Promise.all([gateway.stop(), fixture.stop()]) };
}

/** The realm that the gateway believes. */
export const issuerOf = ({ keycloak }) => `${keycloak.base}/realms/mcp`;

/** The gateway of most cases: one line of settings, and a scope for one server. */
export const startPlain = world =>
  startGuarded(() => ({ issuers: [issuerOf(world)] }), urls => registerResources(world.keycloak, urls), {
    scope: { rules: [{ scopes: ['mcp:tools'] }, { scopes: ['mcp:admin'], resource: ['other'] }] }
  });

/** The gateway that asks about every token: known to the issuer as the resource that it guards. */
export const startIntrospecting = world =>
  startGuarded(
    (urls, secret) => ({ issuers: [{ url: issuerOf(world), introspection: { 'client-id': urls.up, 'client-secret': secret, always: true } }] }),
    urls => registerResources(world.keycloak, urls)
  );

/** The gateway that asks for certificates and lets those without go on, with a second issuer that signs whatever it is told to. */
export async function startBinding(world) {
  const issuer = await startIssuer();
  const gateway = await startGuarded(
    () => ({ issuers: [issuerOf(world), issuer.url] }),
    urls => registerResources(world.keycloak, urls),
    { tls: { 'client-ca': world.keycloak.ca, 'client-auth': 'want' } }
  );
  return { ...gateway, issuer, stop: () => Promise.all([gateway.stop(), issuer.stop()]) };
}

/** Takes the token that will have expired. */
export async function withBrief(world, gateway) {
  const { access_token } = granted(await clientCredentials(await realm(world), 'mcp-brief', 'brief-secret'));
  return { ...gateway, brief: access_token };
}

/** A call of a tool with these headers; gives the answer with `reason`, the name of a refusal. */
export async function call(url, headers = {}, options = {}) {
  const meta = { 'io.modelcontextprotocol/protocolVersion': modernRevision, 'io.modelcontextprotocol/clientCapabilities': {} };
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'test_simple_text', arguments: {}, _meta: meta } };
  const answer = await postJson(url, message, {
    headers: { 'MCP-Protocol-Version': modernRevision, 'Mcp-Method': 'tools/call', 'Mcp-Name': 'test_simple_text', ...headers },
    ...options
  });
  return { ...answer, reason: refusalOf({ answer: answer.json?.result, error: answer.json?.error }) };
}

export const bearer = token => ({ Authorization: `Bearer ${token}` });

export async function letIn(url, headers, options) {
  const { status, text } = await call(url, headers, options);
  assert(status === 200 && text.includes('simple text'), `not let in: ${status} ${text.slice(0, 300)}`);
}

/** Refused with 401 (or another status), and nothing of the token in the answer. */
export async function refused(url, headers, { status = 401, reason, challenge = /error="invalid_token"/, ...options }) {
  const answer = await call(url, headers, options);
  const shown = answer.headers['www-authenticate'] ?? '';
  assert(answer.status === status, `${answer.status} instead of ${status}: ${answer.text.slice(0, 200)}`);
  if (reason) assert(answer.reason === reason, `refused for ${answer.reason}, not ${reason}`);
  assert(challenge.test(shown), `the challenge is ${shown}`);
  for (const secret of Object.values(headers).map(value => value.split(' ').at(-1))) {
    assert(!(shown + answer.text).includes(secret), 'the answer repeats what was shown');
  }
  return { ...answer, challenge: shown };
}

export const realm = world => discover(issuerOf(world));
/** A person's token for a server of the gateway. */
export const personal = async (world, resource, more = {}) => logIn(await realm(world), alice, { ...cli, resource, ...more });

/** The newest entry of the audit trail that fits; it is written a moment after the answer. */
export const entry = (gateway, fits) =>
  eventually(async () => entriesOf(gateway.home).findLast(fits), 10_000, 'an entry of the audit trail');
