// Real clients and a real browser before a plain resource server: what they do by themselves, without Sallyport.
import { freePort } from '../peers/world.mjs';
import { startFixture } from '../rig/fixture.mjs';
import { assert } from '../peers/transcript.mjs';
import { registerResources, resourceSecret } from './admin.mjs';
import { inspect, logInWithSdk, throughRemote } from './clients.mjs';
import { alice, cli } from './direct.mjs';
import { decode, discover } from './oauth.mjs';
import { guardedResource } from './resource.mjs';

/** Calls a tool of the fixture and looks at what it says. */
export async function callFixture(client) {
  const { content } = await client.callTool({ name: 'test_simple_text', arguments: {} });
  assert(content?.[0]?.text?.length > 0, `no text: ${JSON.stringify(content)}`);
}

/** Runs `body` with the URL of a guarded fixture that Keycloak knows. */
async function withResource({ keycloak }, body) {
  const fixture = await startFixture();
  const as = await discover(`${keycloak.base}/realms/mcp`);
  const guarded = await guardedResource(fixture.url, as, async url => {
    await registerResources(keycloak, [url]);
    return [url, resourceSecret];
  });
  try {
    await body(guarded.url);
  } finally {
    await guarded.close();
    await fixture.stop();
  }
}

const known = async world => ({ browser: await world.browser(), person: alice, client: cli.client });

const cases = {
  'sdk-known': (world, url) => known(world).then(who => withSdk(url, who)),
  'sdk-registers': async (world, url) => withSdk(url, { ...(await known(world)), client: undefined, scope: 'mcp:tools' }),
  inspector: async (world, url) => {
    const result = await inspect(url, { ...(await known(world)), port: await freePort() }, '--method', 'tools/call', '--tool-name', 'test_simple_text');
    assert(result.content?.[0]?.text, `no text: ${JSON.stringify(result).slice(0, 300)}`);
  },
  'mcp-remote': async (world, url) => {
    const session = await throughRemote(url, await known(world));
    await callFixture(session.client);
    await session.close();
  }
};

async function withSdk(url, wanted) {
  const session = await logInWithSdk(url, wanted);
  const { claims } = decode(session.tokens.access_token);
  assert([claims.aud].flat().join() === url, `the token is for ${claims.aud}`);
  await callFixture(session.client);
  await session.close();
}

export const loginCases = Object.entries(cases).map(([name, run]) => ({ name: `login/${name}`, run: world => withResource(world, url => run(world, url)) }));
