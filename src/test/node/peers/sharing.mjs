// Several clients at once: on one child process, and on one gateway.
import { descendants, settledProcesses } from '../rig/processes.mjs';
import { endSession, legacyV1, legacyV2, modernV2 } from './clients.mjs';
import { assert } from './transcript.mjs';

const text = ({ content }) => content[0].text;
const everythingChildren = pid => descendants(pid).filter(({ command }) => command.includes('server-everything')).length;

/** Calls at once, each with words of its own; all answers and all progress belong to their calls. */
async function calls(name, { call }, count) {
  const one = async index => {
    const message = `${name} says ${index} ${'.'.repeat(index * 7)}`;
    const echoed = text(await call('echo', { message }));
    assert(echoed === `Echo: ${message}`, `${name} got ${echoed}`);
  };
  await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
}

async function progress(name, { call }, steps) {
  const heard = [];
  const answer = text(await call('trigger-long-running-operation', { duration: 0.6, steps }, { onprogress: note => heard.push(note) }));
  assert(answer.includes(`Steps: ${steps}`), `${name} got ${answer}`);
  const own = heard.every(({ progress, total }, index) => total === steps && progress === index + 1);
  assert(own && heard.length >= steps - 1, `${name} with ${steps} steps heard ${JSON.stringify(heard)}`);
}

/** Two clients of different SDKs on one server; `children` processes serve them. */
async function twoClients(server, children, asks, { gateway, through }) {
  await settledProcesses(gateway.pid);
  const before = everythingChildren(gateway.pid);
  const [one, two] = await Promise.all([legacyV1(through(server)), legacyV2(through(server))]);
  try {
    await Promise.all([calls('one', one, 30), calls('two', two, 30), progress('one', one, 3), progress('two', two, 5)]);
    const started = everythingChildren(gateway.pid) - before;
    // a process that is shared may run already: the gateway asked it what it offers
    const right = asks && children > 1 ? started === children : started <= children;
    assert(right, `${started} processes serve two clients`);
    const sampled = await one.call('trigger-sampling-request', { prompt: 'hello', maxTokens: 5 }).then(text, error => error.message);
    const questions = [...one.asked, ...two.asked].filter(({ method }) => method === 'sampling/createMessage');
    assert(questions.length === (asks ? 1 : 0) && two.asked.every(({ method }) => method !== 'sampling/createMessage'), `${questions.length} clients were asked`);
    assert(asks ? sampled.includes('sampled text') : /none of them can be asked|unknown-tool/.test(sampled), `sampling gave ${sampled}`);
    await endSession(one);
    await calls('two alone', two, 5);
  } finally {
    await endSession(two);
  }
}

/** Clients that all work at once, on servers of every kind; a sampled answer tells whose client was asked. */
async function crowd({ through }) {
  const kinds = [
    ['fixture', modernV2, ask => ask('test_sampling', { prompt: 'who' })],
    ['fixture', legacyV1, ask => ask('test_sampling', { prompt: 'who' })],
    ['everything-http', legacyV2, ask => ask('trigger-sampling-request', { prompt: 'who', maxTokens: 5 })],
    ['everything', legacyV1, ask => ask('trigger-sampling-request', { prompt: 'who', maxTokens: 5 })],
    ['everything-principal', legacyV2, undefined]
  ];
  const size = 20;
  const one = async index => {
    const [server, connect, sampling] = kinds[index % kinds.length];
    const name = `client-${index}`;
    const said = () => ({ role: 'assistant', model: 'none', content: { type: 'text', text: `I am ${name}.` } });
    const session = await connect(through(server), { answers: { 'sampling/createMessage': said } });
    try {
      if (server === 'fixture') await fixtureCalls(name, session, 20);
      else await calls(name, session, 20);
      if (sampling) {
        const answer = text(await sampling(session.call));
        assert(answer.includes(`I am ${name}.`), `${name} on ${server} got ${answer}`);
      }
    } finally {
      await (connect === modernV2 ? session.close() : endSession(session));
    }
  };
  await Promise.all(Array.from({ length: size }, (_, index) => one(index)));
  return `${size} clients, ${size * 20} calls`;
}

async function fixtureCalls(name, { client, call }, count) {
  await client.listTools(); // tells which argument is repeated in a header
  const one = async index => {
    const region = `${name}-${index}`;
    const { structuredContent } = await call('test_x_mcp_header', { region });
    assert(structuredContent.region === region, `${region} got ${structuredContent.region}`);
  };
  await Promise.all(Array.from({ length: count }, (_, index) => one(index)));
}

export const sharingCases = [
  { name: 'isolation/session', throughOnly: true, run: world => twoClients('everything', 2, true, world) },
  { name: 'isolation/principal', throughOnly: true, run: world => twoClients('everything-principal', 1, true, world) },
  { name: 'isolation/shared', long: true, throughOnly: true, run: world => twoClients('everything-shared', 1, false, world) },
  { name: 'crowd', throughOnly: true, run: crowd }
];
