// The clients of the matrix: each runs the plan of a server through Sallyport and gives what it saw of each feature.
import { join } from 'node:path';
import { environment, root, run } from '../../rig/children.mjs';
import { legacyV1, legacyV2, modernV2 } from '../clients.mjs';
import { connected, inspect, remote } from '../commands.mjs';
import { python, roots } from '../servers.mjs';
import { runJava } from './java.mjs';
import { runTypescript } from './typescript.mjs';

const typescript = (title, connect, spec = (world, server) => world.through(server)) => ({
  title,
  run: (world, server, plan) => runTypescript(connect, spec(world, server), plan, roots)
});
const overConnect = (world, server) => connected(world, server);

/** A client that is a program of its own: it gets URL, mode and plan, and prints feature → {value} or {error}. */
const program = (title, command, mode) => ({
  title,
  async run(world, server, plan) {
    const { url, headers } = world.through(server);
    const env = { ...environment, AUTHORIZATION: headers.Authorization ?? '' };
    const [file, ...args] = command;
    const { stdout, stderr, code } = await run(file, [...args, url, mode, JSON.stringify(plan)], { env });
    const line = stdout.split('\n').find(text => text.startsWith('{'));
    if (!line) throw new Error(`${title} ended with ${code}: ${stderr.slice(-1500)}`);
    return JSON.parse(line);
  }
});

const javaHttp = (world, server) => (({ url, headers }) => ({ url, authorization: headers.Authorization }))(world.through(server));
const javaStdio = (world, server) => ({ command: connected(world, server).command });

/** On the Java SDK, which has nothing to cancel a request with. */
const javaSdk = (title, spec) => ({
  title,
  lacks: ['cancel'],
  run: (world, server, { cancel, ...plan }) => runJava(spec(world, server), plan)
});

const pairs = (option, args) => Object.entries(args).flatMap(([name, value]) => [option, `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`]);
const called = ({ name, args }) => [['--method', 'tools/call', '--tool-name', name, ...pairs('--tool-arg', args)]];
/** Feature → the requests that show it on the Inspector's command line. */
const requests = {
  handshake: () => [['--method', 'initialize']],
  tools: () => [['--method', 'tools/list']],
  call: called,
  error: called,
  resources: ({ uri }) => [['--method', 'resources/list'], ['--method', 'resources/templates/list'], ['--method', 'resources/read', '--uri', uri]],
  prompts: ({ name, args }) => [['--method', 'prompts/list'], ['--method', 'prompts/get', '--prompt-name', name, ...pairs('--prompt-args', args)]]
};

/** A process for each request, hence not in front of every server. */
const inspector = (title, era) => ({
  title,
  servers: ['everything', 'everything-http', 'fixture', 'fixture-modern', 'fixture-legacy', 'python-http', 'java-http'],
  // of a tool that failed it shows only that it did
  expect: { error: ['returned isError:true'] },
  lacks: Object.keys({ progress: 0, log: 0, elicitation: 0, sampling: 0, completion: 0, cancel: 0, changed: 0 }),
  async run(world, server, plan) {
    const seen = {};
    for (const [feature, wanted] of Object.entries(plan).filter(([name]) => requests[name])) {
      try {
        const value = [];
        for (const request of requests[feature](wanted)) value.push(await inspect(world.through(server), era, ...request));
        seen[feature] = { value };
      } catch (error) {
        seen[feature] = feature === 'error' ? { value: error.message } : { error: error.message };
      }
    }
    return seen;
  }
});

export const clients = {
  'sdk-v1': typescript('TypeScript SDK v1', legacyV1),
  'sdk-v2-legacy': typescript('TypeScript SDK v2, older era', legacyV2),
  'sdk-v2-modern': typescript('TypeScript SDK v2, newer era', modernV2),
  'connect-sdk-v1': typescript('TypeScript SDK v1 over stdio (`sallyport connect`)', legacyV1, overConnect),
  'connect-sdk-v2-modern': typescript('TypeScript SDK v2, newer era, over stdio (`sallyport connect`)', modernV2, overConnect),
  'mcp-remote': typescript('TypeScript SDK v1 over mcp-remote', legacyV1, (world, server) => remote(world.through(server))),
  'python-legacy': program('Python SDK, older era', [python, join(root, 'peers/matrix/client.py')], 'legacy'),
  'python-modern': program('Python SDK, newer era', [python, join(root, 'peers/matrix/client.py')], 'auto'),
  java: javaSdk('Java SDK', javaHttp),
  'connect-java': javaSdk('Java SDK over stdio (`sallyport connect`)', javaStdio),
  'inspector-legacy': inspector('Inspector, older era', 'legacy'),
  'inspector-modern': inspector('Inspector, newer era', 'modern')
};
