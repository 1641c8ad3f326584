// What users do with a server beside plain calls: answer its questions, cancel, follow changes, move much and odd text.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually } from '../rig/children.mjs';
import { temporaryFolder } from '../rig/folders.mjs';
import { endSession, legacyV1, legacyV2, modernV2 } from './clients.mjs';
import { rootsAsked } from './reference.mjs';
import { roots, workspace } from './servers.mjs';
import { Transcript, assert, assertSame } from './transcript.mjs';

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
const text = ({ content }) => content[0].text;
const heardWithinMs = 20_000;

/** Runs steps in one session directly and in one through Sallyport; both give the same. */
async function sameSteps(connect, server, { direct, through }, steps, options) {
  const transcribe = async spec => {
    const session = await connect(spec, options);
    if (/^(everything|filesystem)/.test(server)) await rootsAsked(session);
    const transcript = new Transcript(session, spec.guarded);
    await steps(transcript, session).finally(() => (connect === modernV2 ? session.close() : endSession(session)));
    return transcript;
  };
  const expected = await transcribe(direct(server));
  assertSame(expected, await transcribe(through(server)));
  return `${expected.steps.size} steps`;
}

/** A client that says no, in each way there is. */
const refusals = {
  decline: { 'elicitation/create': () => ({ action: 'decline' }) },
  cancel: { 'elicitation/create': () => ({ action: 'cancel' }) },
  error: {
    'sampling/createMessage': () => {
      throw Object.assign(new Error('the user said no'), { code: -1 });
    },
    'elicitation/create': () => {
      throw new Error('no user here');
    }
  }
};

async function noes(world) {
  for (const answers of Object.values(refusals)) {
    const steps = async t => {
      await t.call('trigger-elicitation-request');
      await t.call('trigger-sampling-request', { prompt: 'please', maxTokens: 5 });
    };
    await sameSteps(legacyV1, 'everything', world, steps, { roots, answers });
  }
}

/** The server asks again for roots that have changed, and acts on the answer. */
async function changedRoots({ through }) {
  const own = [...roots];
  const session = await legacyV2(through('filesystem'), { roots: own });
  const allowed = async folder => (text(await session.call('list_allowed_directories', {})).includes(folder) ? true : undefined);
  try {
    await eventually(() => allowed(workspace), heardWithinMs, 'the first root');
    const folder = temporaryFolder();
    own.splice(0, 1, { uri: pathToFileURL(folder).href, name: 'other' });
    await session.client.sendRootsListChanged();
    await eventually(() => allowed(folder), heardWithinMs, 'the changed root');
  } finally {
    await endSession(session);
  }
}

/** A cancelled call ends at once, is heard of no more, and leaves the session as it was. */
async function cancelled(connect, { through }) {
  const session = await connect(through('everything'));
  try {
    const leaving = new AbortController();
    const heard = [];
    const onprogress = note => heard.push(note) && heard.length === 2 && leaving.abort('enough');
    const call = session.call('trigger-long-running-operation', { duration: 3, steps: 15 }, { onprogress, signal: leaving.signal });
    const outcome = await call.then(() => 'an answer', () => 'an error');
    assert(outcome === 'an error' && heard.length === 2, `${outcome} after ${heard.length} notes`);
    const sum = await session.call('get-sum', { a: 20, b: 22 });
    await pause(500);
    assert(text(sum).includes('42') && heard.length === 2, `after the cancellation: ${text(sum)}, ${heard.length} notes`);
  } finally {
    await endSession(session);
  }
}

/** Updates of exactly the subscribed resources arrive; the server sends them at once and every five seconds. */
async function updates(connect, server, { through }) {
  const session = await connect(through(server));
  const { client, call } = session;
  const heard = [];
  client.setNotificationHandler(...handlerOf(connect, 'notifications/resources/updated', ({ uri }) => void heard.push(uri)));
  try {
    const uris = [1, 2, 3].map(number => `demo://resource/dynamic/text/${number}`);
    for (const uri of uris) await client.subscribeResource({ uri });
    await client.unsubscribeResource({ uri: uris[1] });
    await call('toggle-subscriber-updates', {});
    await eventually(() => (heard.length >= 2 ? true : undefined), heardWithinMs, 'updates at once');
    assert(heard.slice(0, 2).join() === `${uris[0]},${uris[2]}`, `heard ${heard}`);
    await client.unsubscribeResource({ uri: uris[0] });
    heard.length = 0;
    await eventually(() => (heard.length ? true : undefined), heardWithinMs, 'an update later');
    assert(heard.every(uri => uri === uris[2]), `heard ${heard} later`);
    await call('toggle-subscriber-updates', {});
  } finally {
    await endSession(session);
  }
}

/** The arguments of setNotificationHandler, which the SDKs take in different forms. */
function handlerOf(connect, method, handle) {
  if (connect !== legacyV1) return [method, ({ params }) => handle(params)];
  return [NotificationOf[method], ({ params }) => handle(params)];
}
const { ResourceUpdatedNotificationSchema, LoggingMessageNotificationSchema } = await import('@modelcontextprotocol/sdk/types.js');
const NotificationOf = {
  'notifications/resources/updated': ResourceUpdatedNotificationSchema,
  'notifications/message': LoggingMessageNotificationSchema
};

/** Log messages arrive at or above the level that the client chose. */
async function levels(connect, world) {
  const steps = async (t, session) => {
    const heard = [];
    session.client.setNotificationHandler(...handlerOf(connect, 'notifications/message', params => void heard.push(params)));
    for (const level of ['debug', 'info', 'warning', 'emergency']) {
      await t.step(`level ${level}`, () => session.client.setLoggingLevel(level));
      await t.call('test_logging_tool', {}, { label: `log at ${level}` });
      await t.step(`heard at ${level}`, () => heard.splice(0));
    }
    assert(t.steps.get('heard at info').answer.length === 3, 'the server does not log');
  };
  return sameSteps(connect, 'fixture', world, steps);
}

const megabyte = 1 << 20;
const long = 'Sallyport — 閘門 🛡️ '.repeat(60_000);

async function bigFiles(world) {
  const image = join(workspace, 'big.png');
  return sameSteps(legacyV2, 'filesystem', world, async t => {
    writeFileSync(image, Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(megabyte, 7)]));
    await t.call('write_file', { path: join(workspace, 'big.txt'), content: long });
    await t.call('read_text_file', { path: join(workspace, 'big.txt') });
    await t.call('read_media_file', { path: image });
    const [read, media] = [t.steps.get('read_text_file').answer, t.steps.get('read_media_file').answer];
    assert(text(read) === long && media.content[0].data.length > megabyte, 'the server does not send what is big');
  }, { roots });
}

const bigEcho = (connect, server, tool, args) => world =>
  sameSteps(connect, server, world, async t => {
    await t.call(tool, args);
    assert(JSON.stringify(t.steps.get(tool).answer).length > megabyte, 'the server does not send what is big');
  });

/** Texts that gateways like to change. */
const oddTexts = {
  chinese: '漢字与汉字，「引號」。㐀𠀀',
  emoji: '👩‍👩‍👧‍👦 🏳️‍🌈 🇹🇼 👍🏽 ☕️',
  rightToLeft: 'שלום עולם — مرحبا بالعالم \u202eabc\u202c \u200f!',
  combining: 'Z̷̢̛a̶l̸g̵o é e\u0301 ﬁ ß İ ı',
  invisible: 'a\u200bb\u00adc\ufeffd\u2060e\u00a0f',
  controls: 'tab\t line\n return\r bell\u0007 null\u0000 escape\u001b[31m delete\u007f next\u0085',
  separators: 'line\u2028paragraph\u2029end',
  escapes: '\\u0041 \\n "quoted" </script> &amp; \u{1f600} %00 %2e%2e',
  noncharacters: '\ufffe\uffff\u{10ffff}',
  numbers: '9007199254740993 1e400 -0 0.1'
};

const unicode = (connect, server, tool, argument, more = {}) => world =>
  sameSteps(connect, server, world, async t => {
    for (const [label, value] of Object.entries(oddTexts)) {
      await t.call(tool, { ...more, [argument]: value }, { label });
      const { answer } = t.steps.get(label);
      assert(JSON.stringify(answer).includes(JSON.stringify(JSON.stringify(value).slice(1, -1)).slice(1, -1)) || text(answer).includes(value), `the server does not echo ${label}`);
    }
  });

async function unicodeFiles(world) {
  return sameSteps(legacyV1, 'filesystem', world, async t => {
    const folder = join(workspace, '目錄 🗂️');
    mkdirSync(folder, { recursive: true });
    for (const [label, value] of Object.entries({ 'שם.txt': oddTexts.rightToLeft, '名 前.txt': oddTexts.chinese, 'é.txt': oddTexts.combining })) {
      await t.call('write_file', { path: join(folder, label), content: value }, { label: `write ${label}` });
      await t.call('read_text_file', { path: join(folder, label) }, { label: `read ${label}` });
      assert(text(t.steps.get(`read ${label}`).answer) === value, `the server does not keep ${label}`);
    }
    await t.call('list_directory', { path: folder });
  }, { roots });
}

const address = { contactMethod: 'phone', phone: '1' };

export const featureCases = [
  { name: 'asks/refused-by-the-user', long: true, run: noes },
  { name: 'roots/changed', run: changedRoots },
  { name: 'cancel/everything-stdio/sdk-v1', run: world => cancelled(legacyV1, world) },
  { name: 'cancel/everything-stdio/sdk-v2', long: true, run: world => cancelled(legacyV2, world) },
  { name: 'updates/everything-stdio', long: true, run: world => updates(legacyV1, 'everything', world) },
  { name: 'updates/everything-http', long: true, run: world => updates(legacyV2, 'everything-http', world) },
  { name: 'logging/sdk-v1', run: world => levels(legacyV1, world) },
  { name: 'logging/sdk-v2', long: true, run: world => levels(legacyV2, world) },
  { name: 'big/files', run: bigFiles },
  { name: 'big/stdio', run: bigEcho(legacyV1, 'everything', 'echo', { message: long }) },
  { name: 'big/http', long: true, run: bigEcho(legacyV2, 'everything-http', 'echo', { message: long }) },
  { name: 'big/modern', run: bigEcho(modernV2, 'fixture', 'json_schema_2020_12_tool', { name: long, ...address }) },
  { name: 'big/incompressible', long: true, run: bigEcho(modernV2, 'fixture', 'json_schema_2020_12_tool', { name: randomBytes(megabyte).toString('base64'), ...address }) },
  { name: 'unicode/stdio', run: unicode(legacyV1, 'everything', 'echo', 'message') },
  { name: 'unicode/http', long: true, run: unicode(legacyV2, 'everything-http', 'echo', 'message') },
  { name: 'unicode/modern', run: unicode(modernV2, 'fixture', 'json_schema_2020_12_tool', 'name', address) },
  { name: 'unicode/files', run: unicodeFiles }
];
