// The clients of the matrix: each runs the plan of a server through Sallyport and gives what it saw of each feature.
import { join } from 'node:path';
import { environment, root } from '../../rig/children.mjs';
import { temporaryFolder } from '../../rig/folders.mjs';
import { legacyV1, legacyV2, modernV2 } from '../clients.mjs';
import { connected, inspection, remote } from '../commands.mjs';
import { java, python, roots } from '../servers.mjs';
import { orderTaker } from './orders.mjs';
import { runTypescript } from './typescript.mjs';

const typescript = (title, connect, spec = (world, server) => world.through(server)) => ({
  title,
  run: (world, server, plan) => runTypescript(connect, spec(world, server), plan, roots)
});
const overConnect = (world, server) => connected(world, server);

const reached = (world, server) => (({ url, headers }) => ({ url, authorization: headers.Authorization }))(world.through(server));

const runPython = orderTaker('the Python clients', python, [join(root, 'peers/matrix/client.py')]);
const pythonSdk = (title, mode) => ({ title, run: (world, server, plan) => runPython({ ...reached(world, server), mode, plan }) });

const runJava = orderTaker('the Java clients', java, ['Client']);
const javaStdio = (world, server) => ({ command: connected(world, server).command });

/** On the Java SDK, which has nothing to cancel a request with. */
const javaSdk = (title, spec) => ({
  title,
  lacks: ['cancel'],
  run: (world, server, { cancel, ...plan }) => runJava({ ...spec(world, server), plan })
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

const inspect = orderTaker('the Inspector', 'node', [join(root, 'peers/matrix/inspector.mjs')], () => ({ ...environment, HOME: temporaryFolder() }));

/** Its command line makes a connection for each request. */
const inspector = (title, era) => ({
  title,
  servers: ['everything', 'everything-http', 'fixture', 'fixture-modern', 'fixture-legacy', 'python-http', 'python-v1-http', 'java-http'],
  // of a tool that failed it shows only that it did
  expect: { error: ['returned isError:true'] },
  lacks: Object.keys({ progress: 0, log: 0, elicitation: 0, sampling: 0, roots: 0, completion: 0, cancel: 0, changed: 0, subscribe: 0 }),
  async run(world, server, plan) {
    const seen = {};
    for (const [feature, wanted] of Object.entries(plan).filter(([name]) => requests[name])) {
      try {
        const value = [];
        for (const request of requests[feature](wanted)) value.push(await inspect({ args: inspection(world.through(server), era, ...request) }));
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
  'python-legacy': pythonSdk('Python SDK, older era', 'legacy'),
  'python-modern': pythonSdk('Python SDK, newer era', 'auto'),
  java: javaSdk('Java SDK', reached),
  'connect-java': javaSdk('Java SDK over stdio (`sallyport connect`)', javaStdio),
  'inspector-legacy': inspector('Inspector, older era', 'legacy'),
  'inspector-modern': inspector('Inspector, newer era', 'modern')
};
