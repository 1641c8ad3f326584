// Keycloak tells Sallyport that somebody has signed out. Source: OpenID Connect Back-Channel Logout 1.0.
import https from 'node:https';
import { modernRevision } from '../peers/clients.mjs';
import { assert, same } from '../peers/transcript.mjs';
import { within } from '../rig/children.mjs';
import { forward, loopback } from '../rig/shim.mjs';
import { announceLogouts, logOut, registerResources } from './admin.mjs';
import { alice, certificate, cli } from './direct.mjs';
import { bearer, call, entry, issuerOf, letIn, personal, realm, startGuarded } from './guarded.mjs';
import { get } from './http.mjs';
import { decode } from './oauth.mjs';

const endsWithinMs = 5_000;

/** The gateway, behind a front whose certificate Keycloak trusts: the gateway's authority came after Keycloak's start. */
async function startListening(world) {
  const { keycloak } = world;
  const gateway = await startGuarded(() => ({ issuers: [{ url: issuerOf(world), 'logout-audiences': [cli.client] }] }), urls => registerResources(keycloak, urls));
  const target = new URL('/backchannel-logout', gateway.urls.sum);
  const front = await loopback((req, res) => forward(req, res, target, { addHeaders: { Host: target.host }, ca: gateway.ca }), certificate(keycloak, 'server'));
  await announceLogouts(keycloak, cli.client, `https://127.0.0.1:${front.port}/`);
  return { ...gateway, stop: () => Promise.all([gateway.stop(), front.close()]) };
}

/** Opens a stream; `ended` is when it is over. */
async function openStream(url, headers) {
  const meta = { 'io.modelcontextprotocol/protocolVersion': modernRevision, 'io.modelcontextprotocol/clientCapabilities': {} };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params: { notifications: { toolsListChanged: true }, _meta: meta } });
  const fields = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': modernRevision, 'Mcp-Method': 'subscriptions/listen' };
  const answer = await new Promise((resolve, reject) => https.request(url, { method: 'POST', headers: { ...fields, ...headers }, agent: false }, resolve).on('error', reject).end(body));
  assert(answer.statusCode === 200, `the stream was answered with ${answer.statusCode}`);
  return { ended: new Promise(resolve => answer.resume().once('close', resolve)) };
}

/** Refused as signed out, within five seconds of the request that signed out. */
async function signedOut(url, token) {
  const until = Date.now() + endsWithinMs;
  let answer;
  while ((answer = await call(url, bearer(token))).status !== 401) {
    assert(Date.now() < until, `still let in: ${answer.status}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  same(answer.reason, 'token.signed-out', 'refused for');
}

/** One session of a person ends by the person's own logout; another goes on, until the operator ends them all. */
async function signOut(world) {
  const gateway = await startListening(world);
  try {
    const { up } = gateway.urls;
    const one = await personal(world, up, { scope: 'openid mcp:tools' });
    const two = await personal(world, up);
    for (const { access_token } of [one, two]) await letIn(up, bearer(access_token));
    const streams = await Promise.all([one, two].map(({ access_token }) => openStream(up, bearer(access_token))));
    const { end_session_endpoint } = await realm(world);
    const started = Date.now();
    same((await get(`${end_session_endpoint}?id_token_hint=${one.id_token}`)).status, 200, 'the logout');
    await within(endsWithinMs, streams[0].ended, 'the end of the stream');
    const took = Date.now() - started;
    await signedOut(up, one.access_token);
    await letIn(up, bearer(two.access_token));
    const { sub } = decode(one.access_token).claims;
    await entry(gateway, ({ carrier, verdicts }) => carrier === 'logout' && JSON.stringify(verdicts).includes('logout'));
    await logOut(world.keycloak, alice.user);
    await within(endsWithinMs, streams[1].ended, 'the end of the other stream');
    await signedOut(up, two.access_token);
    const again = await personal(world, up);
    same(decode(again.access_token).claims.sub, sub, 'the same person');
    await letIn(up, bearer(again.access_token));
    return `stream ended after ${took} ms`;
  } finally {
    await gateway.stop();
  }
}

export const logoutCases = [{ name: 'gateway/logout', run: signOut }];
