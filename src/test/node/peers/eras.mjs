// Clients and servers of different eras. Sallyport does not translate: a client that negotiates finds the server's era,
// and a pinned client gets the error that the specification gives it.
import { isDeepStrictEqual } from 'node:util';
import { autoFinds, legacyV1, legacyV2, modernRevision, modernV2 } from './clients.mjs';
import { connected, inspect, remote, wrapped } from './commands.mjs';
import { fixtureScript } from './modern.mjs';
import { sameSession } from './reference.mjs';
import { scripts } from './scripts.mjs';
import { assert, refusalOf } from './transcript.mjs';

const fallsBack = (from, through) => sameSession(autoFinds('legacy'), from, through, scripts.everything);

/** A modern request without an SDK. */
async function modernPost({ url, headers }) {
  const _meta = { 'io.modelcontextprotocol/protocolVersion': modernRevision, 'io.modelcontextprotocol/clientCapabilities': {} };
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': modernRevision,
      'mcp-method': 'tools/list',
      ...headers
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/list', params: { _meta } })
  });
  return { status: answer.status, ...(await answer.json()) };
}

/** Over HTTP, what makes every dual-era client fall back: 400 with an error code that is none of the modern era. */
async function legacyServerOverHttp({ through }) {
  for (const server of ['everything-http', 'everything']) {
    const { status, id, error } = await modernPost(through(server));
    assert(status === 400 && id === 7 && error?.code === -32000, `${server}: status ${status}, id ${id}, error ${JSON.stringify(error)}`);
    assert(refusalOf({ error }) === 'upstream.era', `${server}: refused with ${refusalOf({ error })}`);
  }
}

/** A pinned modern client does not fall back, and fails at connecting. */
async function pinnedClient(spec) {
  const outcome = await modernV2(spec).then(session => session.close(), error => error);
  assert(/did not offer pinned protocol version/.test(outcome?.message), `connecting gave ${outcome?.message ?? 'a session'}`);
}

/** A legacy client hears the server's own error, which names the versions it has. */
async function modernServer(connect, { direct, through }) {
  const failure = spec => connect(spec).then(() => assert(false, 'a session'), ({ name, code, message, data }) => ({ name, code, message, data }));
  const [expected, actual] = [await failure(direct('fixture-modern')), await failure(through('fixture-modern'))];
  assert(isDeepStrictEqual(actual, expected), `${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
  assert(JSON.stringify(actual).includes(modernRevision), `no version is named in ${JSON.stringify(actual)}`);
}

async function inspectorFallsBack({ direct, through }) {
  const request = ['--method', 'tools/list'];
  const [expected, actual] = [await inspect(direct('everything-http'), 'auto', ...request), await inspect(through('everything-http'), 'auto', ...request)];
  assert(isDeepStrictEqual(actual, expected), `the lists differ:\n${JSON.stringify(actual)}\n${JSON.stringify(expected)}`);
}

export const eraCases = [
  { name: 'eras/auto-client-legacy-server/http', run: ({ direct, through }) => fallsBack(direct('everything-http'), through('everything-http')) },
  { name: 'eras/auto-client-legacy-server/stdio-server', long: true, run: ({ direct, through }) => fallsBack(direct('everything'), through('everything')) },
  {
    name: 'eras/auto-client-legacy-server/mcp-remote',
    long: true,
    run: ({ direct, through }) =>
      sameSession(legacyV1, remote(direct('everything-http'), '--protocol', 'auto'), remote(through('everything-http'), '--protocol', 'auto'), scripts.everything)
  },
  { name: 'eras/auto-client-legacy-server/inspector', run: inspectorFallsBack },
  {
    name: 'eras/auto-client-modern-server',
    run: ({ direct, through }) => sameSession(autoFinds('modern'), direct('fixture-modern'), through('fixture-modern'), fixtureScript)
  },
  { name: 'eras/modern-request-legacy-server', throughOnly: true, run: legacyServerOverHttp },
  { name: 'eras/pinned-client-legacy-server/http', run: ({ through }) => pinnedClient(through('everything-http')) },
  { name: 'eras/pinned-client-legacy-server/wrap', long: true, throughOnly: true, run: world => pinnedClient(wrapped(world)) },
  { name: 'eras/pinned-client-legacy-server/connect', long: true, throughOnly: true, run: world => pinnedClient(connected(world)) },
  { name: 'eras/legacy-client-modern-server/sdk-v1', run: world => modernServer(legacyV1, world) },
  { name: 'eras/legacy-client-modern-server/sdk-v2', long: true, run: world => modernServer(legacyV2, world) }
];
