// Tasks between the eras: a real client of each, before a server of the other.
import { createTaskSessionFromClient, resultFromTaskOutcome } from '@modelcontextprotocol/ext-tasks/client';
import { legacyV1, modernRevision, modernV2 } from './clients.mjs';
import { assert } from './transcript.mjs';

const research = { topic: 'python', ambiguous: true };
const report = ({ content }) => content[0].text;

/** Sends what the SDK's client would not, for the tasks extension: one request, of which the answer comes as JSON or as a stream. */
const rawDispatch = ({ url, headers }) => {
  let id = 1000;
  return async request => {
    const { method, params } = request;
    const name = params.name ?? params.taskId;
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        ...headers,
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        'MCP-Protocol-Version': modernRevision,
        'Mcp-Method': method,
        ...(name && { 'Mcp-Name': name })
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: ++id, ...request })
    });
    const text = await answer.text();
    const { result, error } = JSON.parse(text.startsWith('{') ? text : text.split('\n').findLast(line => line.startsWith('data: {')).slice(6));
    return result ? { kind: 'result', result } : { kind: 'error', error };
  };
};

/** The extension's own client before a reference server of the older era, which asks something in the course of its task. */
async function modernClient(spec, tool = 'simulate-research-query') {
  const { client, close } = await modernV2(spec);
  const asked = [];
  const session = createTaskSessionFromClient(client, {
    endpointId: 'everything',
    rawDispatch: rawDispatch(spec),
    v2RequestFraming: { protocolVersion: modernRevision, clientInfo: { name: 'peer', version: '1' }, clientCapabilities: { elicitation: { form: {} } } },
    onInputRequest: request => {
      asked.push(request.kind);
      return Promise.resolve({ action: 'accept', content: { interpretation: 'snake' } });
    }
  });
  try {
    const seen = new Set();
    const execution = await session.callTool(tool, research);
    assert(execution.kind !== 'immediate', 'the call became no task');
    const { outcome } = await execution.settle({ onEvent: event => void seen.add(event.task?.status ?? event.outcome.status) });
    assert(report(resultFromTaskOutcome(outcome)).includes('python (snake)'), `the outcome is ${JSON.stringify(outcome)}`);
    assert(asked.join() === 'elicitation', `it was asked ${asked.join() || 'nothing'}`);
    assert(seen.has('working') && seen.has('input_required'), `it saw ${[...seen]}`);

    const given = await session.callTool(tool, { topic: 'owls' });
    await given.cancel();
    const { outcome: end } = await given.settle();
    assert(end.status === 'cancelled', `a cancelled task is ${end.status}`);
  } finally {
    await session.close();
    await close();
  }
}

/** A client of the newer era that knows no tasks calls a tool that demands one. */
async function spared({ through }) {
  const { client, asked, call, close } = await modernV2(through('everything'));
  try {
    await client.listTools();
    const text = report(await call('simulate-research-query', { topic: 'python', ambiguous: true }));
    assert(text.includes('Research Report: python'), `the answer is ${text}`);
    assert(asked.map(({ method }) => method).join() === 'elicitation/create', `it was asked ${JSON.stringify(asked)}`);
  } finally {
    await close();
  }
}

/** What the first SDK's client yields of one call as a task. */
async function streamed(tasks, name, args, task = { ttl: 60_000 }) {
  const events = [];
  for await (const event of tasks.callToolStream({ name, arguments: args }, undefined, { task })) events.push(event);
  return { kinds: [...new Set(events.map(({ type }) => type))].join(), last: events.at(-1), id: events.find(event => event.task)?.task.taskId };
}

/** The first SDK's client before a server of the newer era. */
async function legacyClient(spec, name = 'greet') {
  const { client, asked, call, close } = await legacyV1(spec, { answers: { 'elicitation/create': () => ({ action: 'accept', content: { name: 'Ann' } }) } });
  const { tasks } = client.experimental;
  try {
    const tool = (await client.listTools()).tools.find(each => each.name === name);
    assert(tool.execution?.taskSupport === 'optional', `its tool says ${JSON.stringify(tool.execution)}`);

    const plain = await streamed(tasks, name, {});
    assert(plain.kinds === 'taskCreated,taskStatus,result', `it yields ${plain.kinds}`);
    assert(report(plain.last.result) === 'Hello, world!', JSON.stringify(plain.last));
    const asking = await streamed(tasks, name, { ask: true });
    assert(report(asking.last.result) === 'Hello, Ann!', JSON.stringify(asking.last));
    assert(asked.length === 1, `it was asked ${asked.length} times`);
    const failing = await streamed(tasks, name, { fail: true });
    assert(failing.last.type === 'error', JSON.stringify(failing.last));

    assert(report(await call(name, {})) === 'Hello at once!', 'a call without a task became one');
    const { tasks: listed } = await tasks.listTasks();
    assert(listed.map(({ status }) => status).join() === 'completed,completed,failed', JSON.stringify(listed));
    const stream = tasks.callToolStream({ name, arguments: { ask: true } }, undefined, { task: {} });
    const { task } = (await stream.next()).value;
    assert((await tasks.cancelTask(task.taskId)).status === 'cancelled', 'the task is not cancelled');
    assert((await tasks.getTask(task.taskId)).status === 'cancelled', 'the task does not stay cancelled');
    await stream.return();
    const none = await tasks.getTask('none').catch(error => error.code);
    assert(none === -32602, `an unknown task gives ${none}`);
  } finally {
    await close();
  }
}

/** The same gateway where all its servers are one. */
const sum = spec => ({ ...spec, url: spec.url.replace(/\/mcp\/[^/]*$/, '/mcp') });

export const taskCases = [
  { name: 'tasks/modern-client-legacy-server', throughOnly: true, run: ({ through }) => modernClient(through('everything')) },
  { name: 'tasks/modern-client-sum', throughOnly: true, run: ({ through }) => modernClient(sum(through('everything')), 'everything_simulate-research-query') },
  { name: 'tasks/modern-client-without-tasks', long: true, throughOnly: true, run: spared },
  { name: 'tasks/legacy-client-modern-server', throughOnly: true, run: ({ through }) => legacyClient(through('tasks-modern')) },
  { name: 'tasks/legacy-client-sum', throughOnly: true, run: ({ through }) => legacyClient(sum(through('tasks-modern')), 'tasks-modern_greet') }
];
