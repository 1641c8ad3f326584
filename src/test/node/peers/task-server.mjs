// A stdio server of the newer era with the tasks extension, without an SDK, for none of them has it: each call of its tool becomes a
// task that asks for a name, where the client declares the extension.
import { createInterface } from 'node:readline';

const extension = 'io.modelcontextprotocol/tasks';
const complete = members => ({ resultType: 'complete', ...members });
const listed = { ttlMs: 0, cacheScope: 'private' };
const tasks = new Map();
const work = 300;

const input = { type: 'object', properties: { ask: { type: 'boolean' }, fail: { type: 'boolean' } } };
const form = { mode: 'form', message: 'Whom to greet?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } };

/** The task as it is, or undefined for one that is not known. */
function look(id) {
  const task = tasks.get(id);
  if (!task) return undefined;
  const { ask, fail, begun, name, cancelled } = task;
  const detail = cancelled
    ? { status: 'cancelled' }
    : ask && name === undefined
      ? { status: 'input_required', inputRequests: { name: { method: 'elicitation/create', params: form } } }
      : Date.now() < begun + work
        ? { status: 'working' }
        : fail
          ? { status: 'failed', error: { code: -32603, message: 'it failed' } }
          : { status: 'completed', result: complete({ content: [{ type: 'text', text: `Hello, ${name ?? 'world'}!` }] }) };
  return { taskId: id, createdAt: new Date(begun).toISOString(), lastUpdatedAt: new Date().toISOString(), ttlMs: 60_000, pollIntervalMs: 100, ...detail };
}

const methods = {
  'server/discover': () => complete({ supportedVersions: ['2026-07-28'], capabilities: { tools: {}, extensions: { [extension]: {} } }, ...listed }),
  'tools/list': () => complete({ tools: [{ name: 'greet', description: 'Greets, in time.', inputSchema: input }], ...listed }),
  'tools/call': ({ arguments: args = {}, _meta }) => {
    if (!_meta['io.modelcontextprotocol/clientCapabilities']?.extensions?.[extension]) return complete({ content: [{ type: 'text', text: 'Hello at once!' }] });
    const id = crypto.randomUUID();
    tasks.set(id, { ...args, begun: Date.now() });
    return { ...look(id), resultType: 'task', status: 'working', inputRequests: undefined };
  },
  'tasks/get': ({ taskId }) => look(taskId) && complete(look(taskId)),
  'tasks/update': ({ taskId, inputResponses }) => {
    const task = tasks.get(taskId);
    if (task && inputResponses.name) Object.assign(task, { name: inputResponses.name.content?.name ?? inputResponses.name.action, begun: Date.now() });
    return task && complete({});
  },
  'tasks/cancel': ({ taskId }) => {
    const task = tasks.get(taskId);
    if (task) task.cancelled = true;
    return task && complete({});
  }
};

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const answer = methods[method];
  const result = answer?.(params);
  const error = answer ? { code: -32602, message: 'Task not found' } : { code: -32601, message: 'method not found' };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...(result ? { result } : { error }) })}\n`);
});
