// The servers of the matrix, and what each has of every feature: what to ask, and what the answer must contain.
import { join } from 'node:path';
import { root } from '../../rig/children.mjs';
import { java, python, pythonV1, roots, stdioServers, workspace } from '../servers.mjs';

/** The columns of the matrix. `expect` texts stand in the JSON of what the client saw. */
export const features = {
  handshake: 'handshake',
  tools: 'list tools',
  call: 'call tool',
  error: 'tool error',
  progress: 'progress',
  log: 'log',
  elicitation: 'elicitation',
  sampling: 'sampling',
  roots: 'roots',
  resources: 'resources',
  prompts: 'prompts',
  completion: 'completion',
  cancel: 'cancellation',
  changed: 'list changed',
  subscribe: 'resource updates'
};

const tool = (name, args, ...expect) => ({ name, args, expect });

/** Asks for the client's roots; the clients that are programs get them with it. */
const asksForRoots = name => ({ ...tool(name, {}, roots[0].uri), roots });

/**
 * Follows two resources, and then the second only. `update`, without arguments, updates both of them in this order; where it must be
 * called otherwise, `triggers` says how for both, for one and to end it.
 */
const updates = (first, second, update, triggers) => ({
  uris: [first, second],
  triggers: { both: [update], one: [update], end: [], ...triggers },
  expect: [`"both":["${first}","${second}"]`, `"one":["${second}"]`]
});

/** Cancels a call that the tool `ask` tells to be waiting and later cancelled. */
const cancels = (name, args, ask) => ({ name, args: { key: '$key', ...args }, expect: ['"ended":"error"', 'cancelled'], then: { name: ask, args: { key: '$key' } }, running: 'waiting', gone: 'cancelled' });

/** Begins with updates at once, every five seconds again, or ends it. */
const toggle = 'toggle-subscriber-updates';

const everything = {
  handshake: { expect: ['mcp-servers/everything'] },
  tools: { expect: ['"echo"', '"get-sum"'] },
  call: tool('get-sum', { a: 40, b: 2 }, '42'),
  error: tool('get-resource-reference', { resourceType: 'Text', resourceId: -1 }, 'isError'),
  progress: tool('trigger-long-running-operation', { duration: 0.4, steps: 4 }, '"progress":1', '"total":4'),
  elicitation: tool('trigger-elicitation-request', {}, 'provided the requested information'),
  sampling: tool('trigger-sampling-request', { prompt: 'hello', maxTokens: 10 }, 'sampled'),
  roots: asksForRoots('get-roots-list'),
  resources: { uri: 'demo://resource/static/document/features.md', expect: ['demo://resource/static/document/features.md', '# Everything Server'] },
  prompts: { name: 'args-prompt', args: { city: 'Bern' }, expect: ['"args-prompt"', "weather in Bern"] },
  completion: { ref: { type: 'ref/prompt', name: 'completable-prompt' }, argument: { name: 'department', value: 'E' }, expect: ['Engineering'] },
  cancel: { ...tool('trigger-long-running-operation', { duration: 5, steps: 50 }), then: tool('get-sum', { a: 40, b: 2 }), expect: ['"ended":"error"', '42'] },
  subscribe: updates('demo://resource/dynamic/text/1', 'demo://resource/dynamic/text/2', toggle, { one: [toggle, toggle], end: [toggle] })
};

const fixture = {
  handshake: { expect: ['sallyport-fixture'] },
  tools: { expect: ['"test_simple_text"', '"test_x_mcp_header"'] },
  call: tool('test_x_mcp_header', { region: 'Genève' }, 'Region: Genève', '"structuredContent":{"region":"Genève"}'),
  error: tool('test_error_handling', {}, 'intentionally returns an error', '"isError":true'),
  progress: tool('test_tool_with_progress', {}, '"progress":50', '"total":100'),
  log: tool('test_tool_with_logging', {}, 'Tool processing data'),
  elicitation: tool('test_elicitation', { message: 'Who are you?' }, 'action=accept'),
  sampling: tool('test_sampling', { prompt: 'hello' }, 'LLM response: sampled'),
  roots: asksForRoots('test_input_required_result_list_roots'),
  resources: { uri: 'test://static-text', expect: ['test://watched-resource', 'content of the static text resource'] },
  prompts: { name: 'test_prompt_with_arguments', args: { arg1: 'x', arg2: 'y' }, expect: ['"test_simple_prompt"', "arg1='x', arg2='y'"] },
  completion: { ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' }, argument: { name: 'arg1', value: 'par' }, expect: ['paris', 'party'] },
  cancel: cancels('record_call', { waitMs: 60_000 }, 'report_call'),
  changed: tool('test_trigger_tool_change', {}, 'tools/list_changed'),
  subscribe: updates('test://static-text', 'test://watched-resource', 'test_trigger_resource_update')
};

/** The tools of the Java server are named as these. */
const pythonPlan = {
  handshake: { expect: ['python-peer'] },
  tools: { expect: ['"add"', '"greet"'] },
  call: tool('add', { a: 40, b: 2 }, '42'),
  error: tool('fail', {}, 'Error executing tool fail', '"isError":true'),
  progress: tool('count', { to: 3 }, '"progress":1', '"total":3'),
  log: tool('report', {}, 'reported'),
  elicitation: tool('ask_name', {}, 'Hello, text'),
  sampling: tool('think', {}, 'thought: sampled'),
  roots: asksForRoots('roots'),
  resources: { uri: 'note://7', expect: ['note://{number}', 'note 7: ünïcode'] },
  prompts: { name: 'review', args: { code: 'x = 1' }, expect: ['"review"', 'Please review: x = 1'] },
  completion: { ref: { type: 'ref/prompt', name: 'review' }, argument: { name: 'code', value: 'x' }, expect: ['x = 1'] },
  cancel: cancels('wait', { seconds: 60 }, 'waited'),
  changed: tool('change', {}, 'tools/list_changed'),
  subscribe: updates('note://1', 'note://2', 'update')
};

const pythonV1Plan = { ...pythonPlan, handshake: { expect: ['python-v1-peer'] } };

/** Its SDK ignores `notifications/cancelled`, so only the client's side of it shows. */
const javaPlan = {
  ...pythonPlan,
  handshake: { expect: ['java-peer'] },
  error: tool('fail', {}, 'this tool fails on purpose', '"isError":true'),
  cancel: { ...tool('wait', { seconds: 2 }), then: tool('add', { a: 40, b: 2 }), expect: ['"ended":"error"', '42'] }
};

const filesystem = {
  handshake: { expect: ['secure-filesystem-server'] },
  tools: { expect: ['"read_text_file"'] },
  call: tool('read_text_file', { path: join(workspace, 'readme.txt') }, 'vierte Zeile: äöü €'),
  error: tool('read_text_file', { path: '/etc/hostname' }, 'Access denied', '"isError":true')
};

const memory = {
  handshake: { expect: ['memory-server'] },
  tools: { expect: ['"read_graph"'] },
  call: tool('search_nodes', { query: 'nobody' }, 'entities'),
  error: tool('add_observations', { observations: [{ entityName: 'Nobody', contents: ['x'] }] }, 'not found', '"isError":true'),
  resources: { uri: 'memory://knowledge-graph', expect: ['memory://knowledge-graph', 'entities'] }
};

const thinking = {
  handshake: { expect: ['sequential-thinking-server'] },
  tools: { expect: ['"sequentialthinking"'] },
  call: tool('sequentialthinking', { thought: 'Look at both gates.', thoughtNumber: 1, totalThoughts: 1, nextThoughtNeeded: false }, 'thoughtHistoryLength')
};

const node = (...args) => ['node', join(root, 'everything.mjs'), '--stdio', ...args];

/**
 * Name → its title, the plan, and how Sallyport reaches it: a command, or `start`, which gives a URL and `stop`. The world of the
 * peer cases starts those without either.
 */
export const servers = {
  everything: { title: 'server-everything, stdio', plan: everything },
  'everything-http': { title: 'server-everything, HTTP', plan: everything },
  filesystem: { title: 'server-filesystem, stdio', plan: filesystem },
  memory: { title: 'server-memory, stdio', plan: memory },
  thinking: { title: 'server-sequential-thinking, stdio', plan: thinking },
  fixture: { title: 'TypeScript SDK v2, both eras, HTTP', plan: fixture },
  'fixture-stdio': { title: 'TypeScript SDK v2, both eras, stdio', plan: fixture, command: node() },
  'fixture-modern': { title: 'TypeScript SDK v2, newer era only, HTTP', plan: fixture },
  'fixture-modern-stdio': { title: 'TypeScript SDK v2, newer era only, stdio', plan: fixture, command: node('--era', 'modern') },
  'fixture-legacy': { title: 'TypeScript SDK v2, older era only, HTTP', plan: fixture },
  python: { title: 'Python SDK 2.x, stdio', plan: pythonPlan, command: stdioServers.python.command },
  'python-http': { title: 'Python SDK 2.x, HTTP', plan: pythonPlan, http: [python, join(root, 'peers/python_server.py'), '--http'] },
  'python-v1': { title: 'Python SDK 1.x, stdio', plan: pythonV1Plan, command: stdioServers['python-v1'].command },
  'python-v1-http': { title: 'Python SDK 1.x, HTTP', plan: pythonV1Plan, http: [pythonV1, join(root, 'peers/python_server_v1.py'), '--http'] },
  java: { title: 'Java SDK, stdio', plan: javaPlan, command: [java, 'Server'] },
  'java-http': { title: 'Java SDK, HTTP', plan: javaPlan, http: [java, 'Server', '--http'] }
};
