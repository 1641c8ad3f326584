// Real clients and a real browser at the door of Sallyport: how they get in by themselves.
import { freePort } from '../peers/world.mjs';
import { assert, same } from '../peers/transcript.mjs';
import { loopback } from '../rig/shim.mjs';
import { inspect, logInWithSdk, throughRemote } from './clients.mjs';
import { alice, certificate, cli } from './direct.mjs';
import { bearer, entry, personal, refused, startGuarded } from './guarded.mjs';
import { callFixture } from './login.mjs';
import { decode } from './oauth.mjs';

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

/** Serves what a client says of itself, at the URL that is its id. Source: draft-ietf-oauth-client-id-metadata-document, 4. */
async function describedClient({ keycloak }) {
  const front = await loopback((req, res) => {
    const redirects = ['http://127.0.0.1/callback', 'http://127.0.0.1/oauth/callback'];
    const document = { client_id: url, client_name: 'rig', redirect_uris: redirects, grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none', scope: 'mcp:tools offline_access' };
    res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(document));
  }, certificate(keycloak, 'server'));
  const url = `https://127.0.0.1:${front.port}/client.json`;
  return { url, close: front.close };
}

/** A client that nobody registered: its URL is the client of the token, and of what is recorded. */
async function withDocument(world) {
  const gateway = await world.gateway();
  const described = await describedClient(world);
  try {
    const who = { ...(await known(world)), client: undefined, document: described.url, scope: 'mcp:tools' };
    const session = await logInWithSdk(gateway.urls.up, who);
    const { iss, azp, sub } = decode(session.tokens.access_token).claims;
    same([session.clientId, azp], [described.url, described.url], 'the client');
    await callFixture(session.client);
    await session.close();
    const { issuer, subject } = await entry(gateway, ({ client, name }) => client === described.url && name === 'test_simple_text');
    same([issuer, subject], [iss, sub], 'recorded');
  } finally {
    await described.close();
  }
}

/** The walk through docs/demo-idp.md: demo IdP, gateway, the Inspector; also where the gateway names no scope. */
const withDemo = async world => {
  await demoWalk(world, { scope: { rules: [{ scopes: ['mcp:tools'] }] } });
  await demoWalk(world, {});
};

async function demoWalk(world, more) {
  const { issuer, people } = await world.demo();
  const gateway = await startGuarded(() => ({ issuers: [issuer] }), undefined, more);
  try {
    const who = { browser: await world.browser(), person: people.alice, client: 'demo-cli', port: await freePort() };
    const { content } = await inspect(gateway.urls.up, who, '--method', 'tools/call', '--tool-name', 'test_simple_text');
    assert(content?.[0]?.text, `no text: ${JSON.stringify(content)}`);
    await refused(gateway.urls.up, bearer((await personal(world, undefined)).access_token), {});
  } finally {
    await gateway.stop();
  }
}

export const visitorCases = Object.entries({
  sdk: withSdk,
  'sdk-registers': world => withSdk(world, { client: undefined, scope: 'mcp:tools' }),
  'sdk-document': withDocument,
  'sdk-legacy': world => withSdk(world, { mode: 'legacy' }),
  inspector: withInspector,
  'mcp-remote': withRemote,
  demo: withDemo
}).map(([name, run]) => ({ name: `gateway/${name}`, run }));
