// Keycloak by itself: each flow as the clients of the gateway use it. What fails here is the fault of the fixture.
import { X509Certificate, createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loopback } from '../rig/shim.mjs';
import { assert, same } from '../peers/transcript.mjs';
import { authorization, clientCredentials, codeOf, decode, discover, granted, introspect, logIn, prover, redeem, refresh, walk } from './oauth.mjs';
import { registerResources } from './admin.mjs';
import { get, postForm, postJson } from './http.mjs';

export const alice = { user: 'alice', password: 'alice-pw' };
export const cli = { client: 'mcp-cli', redirect: 'http://127.0.0.1:9911/callback', scope: 'mcp:tools' };
/** The client that the realm lets introspect: the audience of every token with mcp:tools. */
const resource = ['mcp-gateway', 'gateway-secret'];

const realm = ({ keycloak }) => discover(`${keycloak.base}/realms/mcp`);
/** What a request without success was refused with. */
const refusal = ({ status, json }) => `${status} ${json?.error}`;

async function credentials(world) {
  const as = await realm(world);
  const { access_token } = granted(await clientCredentials(as, 'mcp-svc', 'svc-secret'));
  const { header, claims } = decode(access_token);
  same(header.typ, 'at+jwt', 'type');
  same([claims.iss, claims.azp], [as.issuer, 'mcp-svc'], 'issuer and client');
  same(refusal(await clientCredentials(as, 'mcp-svc', 'wrong')), '401 unauthorized_client', 'a wrong secret');
}

async function codeWithPkce(world) {
  const as = await realm(world);
  const request = authorization(as, cli);
  const back = await walk(request, alice);
  const code = codeOf(as, request, back);
  same(back.searchParams.get('iss'), as.issuer, 'issuer of the answer (RFC 9207)');
  const wrong = await redeem(as, request, code, { fields: { code_verifier: 'x'.repeat(43) } });
  same(refusal(wrong), '400 invalid_grant', 'a wrong verifier');
  const { access_token } = await logIn(as, alice, cli);
  same([decode(access_token).claims.azp, decode(access_token).claims.scope], ['mcp-cli', 'mcp:tools'], 'client and scope');
  for (const bad of [{ challenge: '' , method: '' }, { method: 'plain' }]) {
    const answer = await get(authorization(as, { ...cli, ...bad }).url);
    assert(/error=invalid_request/.test(answer.headers.location ?? ''), `no challenge of S256 is refused, not ${answer.status}`);
  }
}

async function replayedCode(world) {
  const as = await realm(world);
  const request = authorization(as, cli);
  const code = codeOf(as, request, await walk(request, alice));
  const { access_token } = granted(await redeem(as, request, code));
  same((await introspect(as, ...resource, access_token)).active, true, 'active before');
  same(refusal(await redeem(as, request, code)), '400 invalid_grant', 'the second time');
  same((await introspect(as, ...resource, access_token)).active, false, 'active after');
}

async function refreshWithRotation(world) {
  const as = await realm(world);
  const first = await logIn(as, alice, cli);
  const second = granted(await refresh(as, cli.client, first.refresh_token));
  same(refusal(await refresh(as, cli.client, first.refresh_token)), '400 invalid_grant', 'the old one again');
  same(refusal(await refresh(as, cli.client, second.refresh_token)), '400 invalid_grant', 'its family');
}

async function revocation(world) {
  const as = await realm(world);
  const { access_token } = await logIn(as, alice, cli);
  same((await introspect(as, ...resource, access_token)).active, true, 'active before');
  same((await introspect(as, 'noaud', 'noaud', access_token)).active, false, 'for one who is not its audience');
  same((await postForm(as.revocation_endpoint, { token: access_token, client_id: cli.client })).status, 200, 'revocation');
  same((await introspect(as, ...resource, access_token)).active, false, 'active after');
}

async function resourceIndicator(world) {
  const as = await realm(world);
  const url = `http://127.0.0.1:1/${randomUUID()}/mcp`;
  await registerResources(world.keycloak, [url]);
  const { access_token } = await logIn(as, alice, { ...cli, resource: url });
  same(decode(access_token).claims.aud, url, 'audience');
  const unknown = await logIn(as, alice, { ...cli, resource: `${url}/other` }).then(() => 'a token', error => error.message);
  assert(unknown.includes('invalid_target'), `an unknown resource: ${unknown}`);
}

async function stepUp(world) {
  const as = await realm(world);
  const scopes = async scope => decode((await logIn(as, alice, { ...cli, scope })).access_token).claims.scope.split(' ').sort();
  same(await scopes('mcp:tools'), ['mcp:tools'], 'at first');
  same(await scopes('mcp:tools mcp:admin'), ['mcp:admin', 'mcp:tools'], 'then');
}

async function registration(world) {
  const as = await realm(world);
  const document = { client_name: 'rig', redirect_uris: [cli.redirect], grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'none', scope: 'mcp:tools' };
  const { status, json } = await postJson(as.registration_endpoint, document);
  same(status, 201, 'registration');
  const { access_token } = await logIn(as, alice, { ...cli, client: json.client_id });
  same(decode(access_token).claims.azp, json.client_id, 'client');
  const foreign = await postJson(as.registration_endpoint, { ...document, redirect_uris: ['https://elsewhere.example/callback'] });
  same(foreign.status, 403, 'a foreign redirect');
}

async function metadataDocument(world) {
  const as = await realm(world);
  same(as.client_id_metadata_document_supported, true, 'announced');
  const front = await loopback((req, res) => {
    const id = `http://127.0.0.1:${front.port}${req.url}`;
    const document = { client_id: id, client_name: 'rig', redirect_uris: [cli.redirect], grant_types: ['authorization_code'], response_types: ['code'], token_endpoint_auth_method: 'none', scope: 'mcp:tools' };
    res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(document));
  });
  try {
    const client = `http://127.0.0.1:${front.port}/client.json`;
    const { access_token } = await logIn(as, alice, { ...cli, client });
    same(decode(access_token).claims.azp, client, 'client');
    const unlisted = await get(authorization(as, { ...cli, client, redirect: 'http://127.0.0.1:9911/other' }).url);
    same(unlisted.status, 400, 'an unlisted redirect');
  } finally {
    await front.close();
  }
}

async function proofOfPossession(world) {
  const as = await realm(world);
  const key = prover();
  const ask = proof => clientCredentials(as, 'mcp-dpop', 'dpop-secret', {}, { headers: proof && { DPoP: proof } });
  const proof = key.proof('POST', as.token_endpoint);
  const { access_token, token_type } = granted(await ask(proof));
  same([token_type, decode(access_token).claims.cnf.jkt], ['DPoP', key.thumbprint], 'bound');
  const refused = { 'a replay': proof, 'no proof': undefined, 'another method': key.proof('GET', as.token_endpoint), 'an old one': key.proof('POST', as.token_endpoint, { iat: 1_700_000_000 }) };
  for (const [what, bad] of Object.entries(refused)) same((await ask(bad)).status, 400, what);
}

/** What Node's TLS takes of one of the key stores. */
export const certificate = (keycloak, name, ca = readFileSync(keycloak.ca)) => ({ ca, ...(name && { pfx: readFileSync(keycloak[`${name}Store`]), passphrase: keycloak.storePassword }) });

/** The thumbprint of the certificate CN=client. Source: RFC 8705, 3.1. */
export const certificateThumbprint = ({ clientCertificate }) => createHash('sha256').update(new X509Certificate(readFileSync(clientCertificate)).raw).digest('base64url');

/** A token bound to the certificate CN=client. */
export const certificateToken = ({ keycloak }, name = 'client') =>
  postForm(`${keycloak.tlsBase}/realms/mcp/protocol/openid-connect/token`, { grant_type: 'client_credentials', client_id: 'mcp-mtls' }, { tls: certificate(keycloak, name) });

async function certificateBound(world) {
  const { access_token } = granted(await certificateToken(world));
  same(decode(access_token).claims.cnf['x5t#S256'], certificateThumbprint(world.keycloak), 'bound');
  for (const other of ['other', null]) same(refusal(await certificateToken(world, other)), '401 invalid_client', `the certificate of ${other}`);
}

async function anotherRealm(world) {
  const as = await discover(`${world.keycloak.base}/realms/corp`);
  const { access_token } = granted(await clientCredentials(as, 'corp-app', 'app-secret', { grant_type: 'password', username: 'alice', password: 'alice-pw' }));
  same(decode(access_token).claims.iss, as.issuer, 'issuer');
}

export const directCases = Object.entries({
  'client-credentials': credentials,
  'code-pkce': codeWithPkce,
  'code-replay': replayedCode,
  refresh: refreshWithRotation,
  'revocation-introspection': revocation,
  resource: resourceIndicator,
  'step-up': stepUp,
  registration,
  'metadata-document': metadataDocument,
  dpop: proofOfPossession,
  'certificate-bound': certificateBound,
  'another-realm': anotherRealm
}).map(([name, run]) => ({ name: `keycloak/${name}`, run }));
