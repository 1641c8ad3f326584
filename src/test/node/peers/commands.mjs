// Command-line peers: the Inspector, mcp-remote, and Sallyport's own stdio commands.
import { isDeepStrictEqual } from 'node:util';
import { environment, run } from '../rig/children.mjs';
import { temporaryFolder } from '../rig/folders.mjs';
import { permissiveHome } from '../rig/sallyport.mjs';
import { legacyV1, legacyV2 } from './clients.mjs';
import { sameSession } from './reference.mjs';
import { scripts } from './scripts.mjs';
import { stdioServers } from './servers.mjs';
import { assert } from './transcript.mjs';

const headerArguments = ({ headers = {} }) => Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);

/** The arguments of the Inspector's command line for one request. */
export function inspection(spec, era, ...args) {
  const fixed = [spec.url, '--transport', 'http', '--format', 'json', '--protocol-era', era, '--stored-auth-only'];
  return [...fixed, ...headerArguments(spec), ...args];
}

/** One request of it; gives its JSON. */
async function inspect(spec, era, ...args) {
  const { code, stdout, stderr } = await run('mcp-inspector', ['--cli', ...inspection(spec, era, ...args)], {
    env: { ...environment, HOME: temporaryFolder() }
  });
  assert(code === 0, `the inspector ended with ${code}: ${stderr.slice(-500)}${stdout.slice(-500)}`);
  return JSON.parse(stdout);
}

async function inspector(era, { direct, through }) {
  const requests = [
    ['--method', 'tools/list'],
    ['--method', 'tools/call', '--tool-name', 'test_x_mcp_header', '--tool-arg', 'region=eu-west']
  ];
  for (const request of requests) {
    const expected = await inspect(direct('fixture'), era, ...request);
    const actual = await inspect(through('fixture'), era, ...request);
    assert(isDeepStrictEqual(actual, expected), `${request[1]} differs:\n${JSON.stringify(actual)}\n${JSON.stringify(expected)}`);
  }
}

/** mcp-remote as a stdio server in front of a URL. */
export function remote(spec, ...more) {
  const env = { ...environment, MCP_REMOTE_CONFIG_DIR: temporaryFolder() };
  return { command: ['mcp-remote', spec.url, '--allow-http', ...headerArguments(spec), ...more], env, guarded: spec.guarded };
}

export const wrapped = world => ({ command: [world.sallyport, 'wrap', '--home', permissiveHome(), '--', ...stdioServers.everything.command], guarded: true });
export const connected = (world, server = 'everything') => ({ command: [world.sallyport, 'connect', '--home', world.gateway.home, server], guarded: true });

export const commandCases = [
  { name: 'inspector/legacy', long: true, run: world => inspector('legacy', world) },
  { name: 'inspector/modern', run: world => inspector('modern', world) },
  {
    name: 'mcp-remote',
    run: ({ direct, through }) => sameSession(legacyV1, remote(direct('everything-http')), remote(through('everything-http')), scripts.everything)
  },
  ...Object.entries({ wrap: wrapped, connect: connected }).flatMap(([command, spec]) =>
    Object.entries({ 'sdk-v1': legacyV1, 'sdk-v2': legacyV2 }).map(([sdk, connect]) => ({
      name: `${command}/${sdk}`,
      long: sdk !== 'sdk-v1' || command === 'connect', // run/sample/snippets connects in the short run
      throughOnly: true,
      run: world => sameSession(connect, world.direct('everything'), spec(world), scripts.everything)
    }))
  )
];
