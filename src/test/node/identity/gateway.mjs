// Tokens of Keycloak at the door of Sallyport: which are let in, which are refused and how, and real clients that log in by themselves.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../peers/world.mjs';
import { modernRevision } from '../peers/clients.mjs';
import { assert, refusalOf } from '../peers/transcript.mjs';
import { startFixture } from '../rig/fixture.mjs';
import { startRun, temporaryFolder, writeSettings } from '../rig/sallyport.mjs';
import { logOut, registerResources, resourceSecret } from './admin.mjs';
import { inspect, logInWithSdk, throughRemote } from './clients.mjs';
import { alice, certificateToken, cli } from './direct.mjs';
import { get, postForm, postJson } from './http.mjs';
import { callFixture } from './login.mjs';
import { clientCredentials, decode, discover, granted, logIn, prover } from './oauth.mjs';

/** How Sallyport is reached where its settings say nothing. */
const scheme = 'https';

/** Starts Sallyport before the servers `up` and `other`, each the fixture; `identity` gets the URLs and gives its settings. */
export async function startGuarded(identity, register = async () => {}) {
  const fixture = await startFixture();
  const port = await freePort();
  const url = name => `${scheme}://127.0.0.1:${port}/mcp${name && `/${name}`}`;
  const urls = { up: url('up'), other: url('other'), sum: url('') };
  const folder = temporaryFolder();
  const secret = join(folder, 'secret');
  writeFileSync(secret, resourceSecret, { mode: 0o600 });
  await register(Object.values(urls));
  const servers = { up: { url: fixture.url }, other: { url: fixture.url } };
  const settings = writeSettings(folder, servers, { listen: `127.0.0.1:${port}`, identity: identity(urls, `file:${secret}`) });
  const gateway = await startRun(['-c', settings]).catch(async error => {
    await fixture.stop();
    throw error;
  });
  return { ...gateway, urls, stop: () => Promise.all([gateway.stop(), fixture.stop()]) };
}

const issuerOf = ({ keycloak }) => `${keycloak.base}/realms/mcp`;

/** The gateway of most cases: one line of settings, and a scope for one server. */
export const startPlain = world =>
  startGuarded(() => ({ issuers: [issuerOf(world)], scopes: ['mcp:tools'], 'server-scopes': { other: ['mcp:admin'] } }), urls => registerResources(world.keycloak, urls));

/** A call of a tool with these headers; gives the answer with `reason`, the name of a refusal. */
async function call(url, headers = {}) {
  const meta = { 'io.modelcontextprotocol/protocolVersion': modernRevision, 'io.modelcontextprotocol/clientCapabilities': {} };
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'test_simple_text', arguments: {}, _meta: meta } };
  const answer = await postJson(url, message, {
    headers: { 'MCP-Protocol-Version': modernRevision, 'Mcp-Method': 'tools/call', 'Mcp-Name': 'test_simple_text', ...headers }
  });
  return { ...answer, reason: refusalOf({ answer: answer.json?.result, error: answer.json?.error }) };
}

const bearer = token => ({ Authorization: `Bearer ${token}` });

async function letIn(url, headers) {
  const { status, text } = await call(url, headers);
  assert(status === 200 && text.includes('simple text'), `not let in: ${status} ${text.slice(0, 300)}`);
}

/** Refused with 401 (or another status), and nothing of the token in the answer. */
async function refused(url, headers, { status = 401, reason, challenge = /error="invalid_token"/ }) {
  const answer = await call(url, headers);
  const shown = answer.headers['www-authenticate'] ?? '';
  assert(answer.status === status, `${answer.status} instead of ${status}: ${answer.text.slice(0, 200)}`);
  if (reason) assert(answer.reason === reason, `refused for ${answer.reason}, not ${reason}`);
  assert(challenge.test(shown), `the challenge is ${shown}`);
  for (const secret of Object.values(headers).map(value => value.split(' ').at(-1))) {
    assert(!(shown + answer.text).includes(secret), 'the answer repeats what was shown');
  }
  return { ...answer, challenge: shown };
}

const realm = world => discover(issuerOf(world));
/** A person's token for a server of the gateway. */
const personal = async (world, resource, more = {}) => logIn(await realm(world), alice, { ...cli, resource, ...more });

async function rightAudience(world) {
  const { urls } = await world.gateway();
  const { access_token } = await personal(world, urls.up);
  assert(decode(access_token).claims.aud === urls.up, 'Keycloak made another audience');
  await letIn(urls.up, bearer(access_token));
  const service = granted(await clientCredentials(await realm(world), 'mcp-svc', 'svc-secret'));
  await letIn(urls.up, bearer(service.access_token));
}

async function wrongAudience(world) {
  const { urls } = await world.gateway();
  const { access_token } = await personal(world, urls.up);
  await refused(urls.sum, bearer(access_token), { reason: 'token.audience' });
  await refused(urls.other, bearer(access_token), { reason: 'token.audience' });
  const none = granted(await clientCredentials(await realm(world), 'noaud', 'noaud'));
  await refused(urls.up, bearer(none.access_token), { reason: 'token.audience' });
}

async function otherTokens(world) {
  const { urls } = await world.gateway();
  const { id_token, refresh_token } = await personal(world, undefined, { scope: 'openid mcp:tools' });
  assert(id_token && refresh_token, 'Keycloak gave no ID token');
  await refused(urls.up, bearer(id_token), {});
  await refused(urls.up, bearer(refresh_token), {});
  const corp = await discover(`${world.keycloak.base}/realms/corp`);
  const fields = { grant_type: 'password', username: 'alice', password: 'alice-pw' };
  await refused(urls.up, bearer(granted(await clientCredentials(corp, 'corp-app', 'app-secret', fields)).access_token), {});
  const { access_token } = await personal(world, urls.up);
  const [head, claims, signature] = access_token.split('.');
  await refused(urls.up, bearer(`${head}.${claims}.${signature.slice(0, -8)}AAAAAAAA`), {});
  await refused(urls.up, { Authorization: `Basic ${Buffer.from('alice:alice-pw').toString('base64')}` }, { challenge: /^Bearer / });
  const query = await call(`${urls.up}?access_token=${access_token}`);
  assert([400, 401].includes(query.status), `a token in the URL: ${query.status}`);
}

/** The token of five seconds is taken when the gateway is started, and has had its skew of thirty when this case comes. */
async function expired(world) {
  const { urls, brief } = await world.gateway();
  const { exp } = decode(brief).claims;
  const left = (exp + 31) * 1000 - Date.now();
  if (left > 0) await new Promise(resolve => setTimeout(resolve, left));
  await refused(urls.up, bearer(brief), {});
}

/** Challenges and metadata, as a client reads them. Source: RFC 9728, 3 and 5.1. */
async function discovery(world) {
  const { urls } = await world.gateway();
  const { challenge } = await refused(urls.up, {}, { challenge: /^(?!.*error=)Bearer .*resource_metadata="/ });
  const metadata = await get(/resource_metadata="([^"]*)"/.exec(challenge)[1]);
  assert(metadata.json?.resource === urls.up, `the metadata names ${metadata.json?.resource}`);
  assert(metadata.json.authorization_servers.join() === issuerOf(world), `and ${metadata.json.authorization_servers}`);
  await discover(metadata.json.authorization_servers[0]);
}

async function stepUp(world) {
  const { urls } = await world.gateway();
  const first = await personal(world, urls.other);
  const { challenge } = await refused(urls.other, bearer(first.access_token), { status: 403, reason: 'token.scope', challenge: /error="insufficient_scope"/ });
  const scope = /scope="([^"]*)"/.exec(challenge)?.[1];
  assert(scope?.split(' ').includes('mcp:admin'), `the challenge asks for ${scope}`);
  const second = await personal(world, urls.other, { scope: `mcp:tools ${scope}` });
  await letIn(urls.other, bearer(second.access_token));
}

async function possession(world) {
  const { urls } = await world.gateway();
  const as = await realm(world);
  const key = prover();
  const options = { headers: { DPoP: key.proof('POST', as.token_endpoint) } };
  const { access_token: token } = granted(await clientCredentials(as, 'mcp-dpop', 'dpop-secret', {}, options));
  const shown = proof => ({ Authorization: `DPoP ${token}`, ...(proof && { DPoP: proof }) });
  const proof = key.proof('POST', urls.up, { token });
  await letIn(urls.up, shown(proof));
  const badProof = /^DPoP .*error="invalid_dpop_proof"/;
  await refused(urls.up, shown(proof), { challenge: badProof });
  await refused(urls.up, shown(), { challenge: badProof });
  await refused(urls.up, shown(key.proof('POST', urls.other, { token })), { challenge: badProof });
  await refused(urls.up, shown(prover().proof('POST', urls.up, { token })), { challenge: /^DPoP / });
  await refused(urls.up, bearer(token), { challenge: /error="invalid_token"/ });
}

/** A token that is bound to a certificate is worth nothing on a connection without it. */
async function certificateBound(world) {
  const { urls } = await world.gateway();
  const { access_token } = granted(await certificateToken(world));
  await refused(urls.up, bearer(access_token), { reason: 'token.binding' });
}

/** Revoked, and logged out: refused within the time for which an answer of the issuer is kept. */
async function revoked(world) {
  const { urls } = await world.introspecting();
  const as = await realm(world);
  const one = await personal(world, urls.up);
  const two = await personal(world, urls.up);
  for (const { access_token } of [one, two]) await letIn(urls.up, bearer(access_token));
  assert((await postForm(as.revocation_endpoint, { token: one.access_token, client_id: cli.client })).status === 200, 'revocation failed');
  await logOut(world.keycloak, 'alice');
  const until = Date.now() + 32_000;
  for (const { access_token } of [one, two]) {
    while ((await call(urls.up, bearer(access_token))).status !== 401) {
      assert(Date.now() < until, 'it is still let in');
      await new Promise(resolve => setTimeout(resolve, 500));
    }
    await refused(urls.up, bearer(access_token), {});
  }
  return `after ${Math.round((32_000 - (until - Date.now())) / 1000)} s`;
}

/** The gateway that asks about every token: known to the issuer as the resource that it guards. */
export const startIntrospecting = world =>
  startGuarded(
    (urls, secret) => ({ issuers: [{ url: issuerOf(world), introspection: { 'client-id': urls.up, 'client-secret': secret, always: true } }] }),
    urls => registerResources(world.keycloak, urls)
  );

const known = async world => ({ browser: await world.browser(), person: alice, client: cli.client });

async function withSdk(world, more = {}) {
  const { urls } = await world.gateway();
  const session = await logInWithSdk(urls.up, { ...(await known(world)), ...more });
  assert([decode(session.tokens.access_token).claims.aud].flat().join() === urls.up, 'the token is for somebody else');
  await callFixture(session.client);
  await session.close();
}

async function withInspector(world) {
  const { urls } = await world.gateway();
  const { content } = await inspect(urls.up, { ...(await known(world)), port: await freePort() }, '--method', 'tools/call', '--tool-name', 'test_simple_text');
  assert(content?.[0]?.text, `no text: ${JSON.stringify(content)}`);
}

async function withRemote(world) {
  const { urls } = await world.gateway();
  const session = await throughRemote(urls.up, await known(world));
  await callFixture(session.client);
  await session.close();
}

/** The walk through docs/demo-idp.md: demo IdP, gateway, the Inspector; also where the gateway names no scope. */
const withDemo = async world => {
  await demoWalk(world, { scopes: ['mcp:tools'] });
  await demoWalk(world, {});
};

async function demoWalk(world, more) {
  const { issuer, people } = await world.demo();
  const gateway = await startGuarded(() => ({ issuers: [issuer], ...more }));
  try {
    const who = { browser: await world.browser(), person: people.alice, client: 'demo-cli', port: await freePort() };
    const { content } = await inspect(gateway.urls.up, who, '--method', 'tools/call', '--tool-name', 'test_simple_text');
    assert(content?.[0]?.text, `no text: ${JSON.stringify(content)}`);
    await refused(gateway.urls.up, bearer((await personal(world, undefined)).access_token), {});
  } finally {
    await gateway.stop();
  }
}

/** Takes the token that will have expired. */
export async function withBrief(world, gateway) {
  const { access_token } = granted(await clientCredentials(await realm(world), 'mcp-brief', 'brief-secret'));
  return { ...gateway, brief: access_token };
}

export const gatewayCases = Object.entries({
  'right-audience': rightAudience,
  'wrong-audience': wrongAudience,
  'other-tokens': otherTokens,
  discovery,
  'step-up': stepUp,
  dpop: possession,
  'certificate-bound': certificateBound,
  sdk: withSdk,
  'sdk-registers': world => withSdk(world, { client: undefined, scope: 'mcp:tools' }),
  'sdk-legacy': world => withSdk(world, { mode: 'legacy' }),
  inspector: withInspector,
  'mcp-remote': withRemote,
  demo: withDemo,
  expired,
  revoked
}).map(([name, run]) => ({ name: `gateway/${name}`, run }));
