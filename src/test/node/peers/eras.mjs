// Clients before servers that speak only the other era: what they get is what a server of their own era gives them directly.
// The table of all pairs is made by matrix.mjs.
import { isDeepStrictEqual } from 'node:util';
import { autoFinds, legacyV1, legacyV2, modernV2 } from './clients.mjs';
import { connected, wrapped } from './commands.mjs';
import { fixtureScript } from './modern.mjs';
import { sameSession } from './reference.mjs';
import { assert } from './transcript.mjs';

/** A legacy server says nothing of how long its answers keep; for the rest, the two are compared to the letter. */
const withoutTtl = ({ answer, ...entry }) => ({ ...entry, answer: answer && { ...answer, ttlMs: undefined } });

/** A client that prefers the modern era finds it, and the tools and answers of the legacy server behind it. */
async function findsModern(from, through) {
  const look = async (connect, spec) => {
    const { client, call, close } = await connect(spec);
    const { tools } = await client.listTools();
    const { content } = await call('echo', { message: 'Grüße' });
    await close();
    return { tools, content };
  };
  const [expected, actual] = [await look(legacyV2, from), await look(autoFinds('modern'), through)];
  // others appear a while after a legacy handshake; `execution` is a word of the legacy era, which a modern client drops
  const echo = ({ tools }) => ({ ...tools.find(({ name }) => name === 'echo'), execution: undefined });
  assert(isDeepStrictEqual(echo(actual), echo(expected)), `the tool differs: ${JSON.stringify(echo(actual))}`);
  assert(isDeepStrictEqual(actual.content, expected.content), `the answer differs: ${JSON.stringify(actual.content)}`);
}

const ways = {
  http: ({ through }) => through('everything-http'),
  'stdio-server': ({ through }) => through('everything'),
  wrap: wrapped,
  connect: connected
};

export const eraCases = [
  ...Object.entries({ 'sdk-v1': legacyV1, 'sdk-v2': legacyV2 }).map(([sdk, connect]) => ({
    name: `eras/legacy-client-modern-server/${sdk}`,
    long: connect === legacyV2,
    throughOnly: true,
    run: ({ direct, through }) => sameSession(connect, direct('fixture'), through('fixture-modern'), fixtureScript)
  })),
  {
    name: 'eras/modern-client-legacy-server',
    throughOnly: true,
    run: ({ direct, through }) => sameSession(modernV2, direct('fixture'), through('fixture-legacy'), fixtureScript, withoutTtl)
  },
  {
    name: 'eras/auto-client-modern-server',
    run: ({ direct, through }) => sameSession(autoFinds('modern'), direct('fixture-modern'), through('fixture-modern'), fixtureScript)
  },
  ...Object.entries(ways).map(([way, spec]) => ({
    name: `eras/auto-client-legacy-server/${way}`,
    long: way !== 'http',
    throughOnly: true,
    run: world => findsModern(world.direct('everything'), spec(world))
  }))
];
