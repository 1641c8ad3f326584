// The fixture with modern and legacy clients.
import { eventually, promised, within } from '../rig/children.mjs';
import { legacyV1, legacyV2, modernV2 } from './clients.mjs';
import { sameSession } from './reference.mjs';
import { invalid, unknown } from './scripts.mjs';
import { assert } from './transcript.mjs';

const fixtureArguments = {
  test_sampling: { prompt: 'a prompt' },
  test_elicitation: { message: 'a message' },
  json_schema_2020_12_tool: { name: 'n', phone: '1', contactMethod: 'phone', address: { city: 'Bern' } },
  test_x_mcp_header: { region: 'Zürich, leading space and ünïcode' },
  record_call: { key: 'script', waitMs: 20 },
  report_call: { key: 'script' },
  stream_notes: { notes: 0, chars: 0 }
};
const watched = 'test://watched-resource';
const heardWithinMs = 20_000;

/** Calls every tool but the triggers (which change what is listed), and reads and gets everything else. */
export async function fixtureScript(t, { client }) {
  for (const { name } of (await client.listTools()).tools) {
    if (name.startsWith('test_trigger_')) t.called.add(name);
    else await t.call(name, fixtureArguments[name] ?? {});
  }
  await t.call('test_sampling', {}, { label: 'sampling without a prompt', ...invalid });
  await t.call('no_such_tool', {}, unknown);
  for (const uri of ['test://static-text', 'test://static-binary', watched, 'test://template/42/data', 'test://nowhere']) {
    await t.step(`read ${uri}`, () => client.readResource({ uri }));
  }
  const prompts = {
    test_simple_prompt: undefined,
    test_prompt_with_arguments: { arg1: 'a', arg2: 'b' },
    test_prompt_with_embedded_resource: { resourceUri: 'test://x' },
    test_prompt_with_image: undefined,
    test_input_required_result_prompt: undefined,
    no_such_prompt: undefined
  };
  for (const [name, args] of Object.entries(prompts)) await t.step(`prompt ${name}`, () => client.getPrompt({ name, arguments: args }));
  const argument = { name: 'arg1', value: 'par' };
  await t.step('complete', () => client.complete({ ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' }, argument }));
}

/** Change notifications of each kind arrive, and none that was not asked for. */
async function subscriptions({ through }) {
  const { client, call, close } = await modernV2(through('fixture'));
  try {
    const heard = [];
    for (const kind of ['tools/list_changed', 'prompts/list_changed', 'resources/updated']) {
      client.setNotificationHandler(`notifications/${kind}`, ({ params }) => void heard.push(params?.uri ?? kind));
    }
    const narrow = await client.listen({ promptsListChanged: true });
    for (const change of ['tool', 'prompt']) await call(`test_trigger_${change}_change`, {});
    await eventually(() => (heard.length ? true : undefined), heardWithinMs, 'prompt change');
    await narrow.close();
    assert(heard.join() === 'prompts/list_changed', `a listener to prompts heard ${heard}`);

    heard.length = 0;
    const wide = await client.listen({ toolsListChanged: true, promptsListChanged: true, resourceSubscriptions: [watched] });
    for (const trigger of ['tool_change', 'prompt_change', 'resource_update']) await call(`test_trigger_${trigger}`, {});
    await eventually(() => (heard.length >= 3 ? true : undefined), heardWithinMs, `three changes (heard ${heard})`);
    await wide.close();
    assert(heard.join() === `tools/list_changed,prompts/list_changed,${watched}`, `heard ${heard}`);
  } finally {
    await close();
  }
}

/** The same for a legacy session, where subscribing is a request and changes come on the GET stream. */
async function legacySubscriptions({ through }) {
  const stream = promised();
  const seeing = async (url, init) => {
    const answer = await fetch(url, init);
    if (init?.method === 'GET') stream.resolve();
    return answer;
  };
  const { client, call, close } = await legacyV2({ ...through('fixture'), fetch: seeing });
  try {
    const heard = [];
    for (const kind of ['tools/list_changed', 'resources/updated']) {
      client.setNotificationHandler(`notifications/${kind}`, ({ params }) => void heard.push(params?.uri ?? kind));
    }
    await within(heardWithinMs, stream.promise, 'the GET stream, which opens after initialize');
    await client.subscribeResource({ uri: watched });
    for (const trigger of ['resource_update', 'tool_change', 'tool_change']) await call(`test_trigger_${trigger}`, {});
    await eventually(() => (heard.length >= 3 ? true : undefined), heardWithinMs, `three changes (heard ${heard})`);
    await client.unsubscribeResource({ uri: watched });
    assert(heard.join() === `${watched},tools/list_changed,tools/list_changed`, `heard ${heard}`);
  } finally {
    await close();
  }
}

export const modernCases = [
  ...Object.entries({ 'modern-sdk-v2': modernV2, 'legacy-sdk-v1': legacyV1, 'legacy-sdk-v2': legacyV2 }).map(([client, connect]) => ({
    name: `fixture/${client}`,
    long: connect === legacyV1,
    run: ({ direct, through }) => sameSession(connect, direct('fixture'), through('fixture'), fixtureScript)
  })),
  { name: 'subscriptions/modern', run: subscriptions },
  { name: 'subscriptions/legacy', run: legacySubscriptions }
];
