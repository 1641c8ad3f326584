// Tokens of Keycloak at the door of Sallyport: which are let in, which are refused and how.
import { assert, same } from '../peers/transcript.mjs';
import { logOut } from './admin.mjs';
import { alice, certificate, certificateThumbprint, certificateToken, cli } from './direct.mjs';
import { bearer, call, entry, issuerOf, letIn, personal, realm, refused } from './guarded.mjs';
import { get, postForm } from './http.mjs';
import { clientCredentials, decode, discover, granted, prover } from './oauth.mjs';

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
  const { challenge } = await refused(urls.other, bearer(first.access_token), { status: 403, reason: 'scope.insufficient', challenge: /error="insufficient_scope"/ });
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

/** A token that is bound to a certificate is good on connections of that certificate alone. Source: RFC 8705, 3. */
async function certificateBound(world) {
  const { urls } = await world.gateway();
  const { access_token } = granted(await certificateToken(world));
  await refused(urls.up, bearer(access_token), { reason: 'token.binding' });
  const binding = await world.binding();
  const { up } = binding.urls;
  const own = granted(await certificateToken(world)).access_token;
  const shown = name => ({ tls: certificate(world.keycloak, name, binding.ca) });
  await letIn(up, bearer(own), shown('client'));
  const { authentication } = await entry(binding, ({ client }) => client === 'mcp-mtls');
  same(authentication, 'signed-token', 'recorded');
  await refused(up, bearer(own), { reason: 'token.binding', ...shown('other') });
  await refused(up, bearer(own), { reason: 'token.binding' });
  const unbound = granted(await clientCredentials(await realm(world), 'mcp-svc', 'svc-secret')).access_token;
  await letIn(up, bearer(unbound));
  await refused(up, {}, { challenge: /^Bearer / });
  await letIn(up, {}, shown('other'));
  const alone = await entry(binding, ({ authentication }) => authentication === 'certificate');
  same(alone.subject, 'CN=other', 'a certificate without a token');
  await letIn(up, bearer(binding.issuer.token(up)));
  for (const cnf of [{ osc: 'x' }, { 'x5t#S256': certificateThumbprint(world.keycloak), osc: 'x' }, {}]) {
    await refused(up, bearer(binding.issuer.token(up, { cnf })), { reason: 'token.binding', ...shown('client') });
  }
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

export const gatewayCases = Object.entries({
  'right-audience': rightAudience,
  'wrong-audience': wrongAudience,
  'other-tokens': otherTokens,
  discovery,
  'step-up': stepUp,
  dpop: possession,
  'certificate-bound': certificateBound,
  expired,
  revoked
}).map(([name, run]) => ({ name: `gateway/${name}`, run }));
