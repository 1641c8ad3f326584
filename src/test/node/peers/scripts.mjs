// For each reference server, calls that touch every tool, resource and prompt it has and that work offline.
import { join } from 'node:path';
import { workspace } from './servers.mjs';

/** Lists everything a server declares. */
export async function listAll(t, { client }) {
  await t.step('server', () => ({ info: client.getServerVersion(), capabilities: client.getServerCapabilities(), instructions: client.getInstructions() }));
  const { resources, prompts } = client.getServerCapabilities() ?? {};
  const tools = await t.step('tools/list', () => client.listTools());
  if (resources) {
    await t.step('resources/list', () => client.listResources());
    await t.step('resources/templates/list', () => client.listResourceTemplates());
  }
  if (prompts) await t.step('prompts/list', () => client.listPrompts());
  return tools.tools.map(tool => tool.name);
}

/** Calls that Sallyport refuses before the server does. */
export const invalid = { refused: 'validation.arguments-mismatch' };
export const unknown = { refused: 'validation.unknown-tool' };

export const scripts = {
  async everything(t, { client }) {
    await t.call('echo', { message: 'Grüße, 世界 🌍 "quoted" \\ back\u2028slash' });
    await t.call('echo', {}, { label: 'echo without its argument', ...invalid });
    for (const messageType of ['error', 'success', 'debug']) {
      await t.call('get-annotated-message', { messageType, includeImage: true }, { label: `annotated ${messageType}` });
    }
    // The environment of the server is not the client's business, so only its form is compared.
    await t.call('get-env', {}, { view: ({ content }) => typeof JSON.parse(content[0].text) });
    await t.call('get-resource-links', { count: 10 });
    await t.call('get-resource-reference', { resourceType: 'Text', resourceId: 3 }, { label: 'text reference' });
    await t.call('get-resource-reference', { resourceType: 'Blob', resourceId: 4 }, { label: 'blob reference', view: withoutBlobs });
    await t.call('get-structured-content', { location: 'Chicago' });
    await t.call('get-sum', { a: 0.1, b: 1e21 });
    await t.call('get-sum', { a: 'x', b: 1 }, { label: 'sum of a text', ...invalid });
    await t.call('get-tiny-image');
    const data = 'data:text/plain;base64,SGVsbG8gR1pJUA==';
    await t.call('gzip-file-as-resource', { name: 'hello.gz', data, outputType: 'resource' }, { label: 'gzip resource' });
    await t.call('gzip-file-as-resource', { name: 'link.gz', data, outputType: 'resourceLink' }, { label: 'gzip link' });
    await t.step('gzip read', () => client.readResource({ uri: 'demo://resource/session/link.gz' }));
    for (const label of ['on', 'off']) {
      await t.call('toggle-simulated-logging', {}, { label: `logging ${label}` });
      await t.call('toggle-subscriber-updates', {}, { label: `updates ${label}` });
    }
    await t.call('trigger-long-running-operation', { duration: 0.5, steps: 5 }, { progressMax: 4 });
    await t.call('get-roots-list');
    await t.call('trigger-sampling-request', { prompt: 'say something', maxTokens: 20 });
    await t.call('trigger-elicitation-request');
    await t.call('trigger-url-elicitation', { url: 'https://example.com/consent', elicitationId: 'e-1' });
    await t.call('trigger-url-elicitation', { url: 'https://example.com/consent', elicitationId: 'e-2', errorPath: true }, { label: 'url elicitation as an error' });
    await t.call('simulate-research-query', { topic: 'gateways' }); // needs a task: the refusal is compared
    await t.call('no-such-tool', {}, unknown);
    await everythingElse(t, client);
  },

  async filesystem(t) {
    const at = name => join(workspace, name);
    await t.call('list_allowed_directories');
    await t.call('read_file', { path: at('readme.txt') });
    await t.call('read_text_file', { path: at('readme.txt'), head: 2 });
    await t.call('read_text_file', { path: '/etc/hostname' }, { label: 'outside' });
    await t.call('read_media_file', { path: at('pixel.png') });
    await t.call('read_multiple_files', { paths: [at('readme.txt'), at('missing.txt')] });
    await t.call('write_file', { path: at('new.txt'), content: 'a\nb\n'.repeat(20_000) });
    await t.call('read_text_file', { path: at('new.txt') }, { label: 'read a large file' });
    await t.call('edit_file', { path: at('notes/todo.md'), edits: [{ oldText: '- rest', newText: '- rest well' }] });
    await t.call('create_directory', { path: at('made/here') });
    await t.call('move_file', { source: at('new.txt'), destination: at('made/here/moved.txt') });
    await t.call('list_directory', { path: workspace });
    await t.call('list_directory_with_sizes', { path: workspace, sortBy: 'size' });
    await t.call('directory_tree', { path: workspace });
    await t.call('search_files', { path: workspace, pattern: '**/*.md' });
    await t.call('get_file_info', { path: at('readme.txt') });
  },

  async memory(t, { client }) {
    const entity = (name, entityType, ...observations) => ({ name, entityType, observations });
    await t.call('create_entities', { entities: [entity('Ada', 'person', 'wrote programs'), entity('Engine', 'machine'), entity('Gone', 'thing')] });
    await t.call('create_relations', { relations: [{ from: 'Ada', to: 'Engine', relationType: 'programmed' }, { from: 'Gone', to: 'Ada', relationType: 'left' }] });
    await t.call('add_observations', { observations: [{ entityName: 'Engine', contents: ['never finished', 'brass'] }] });
    await t.call('add_observations', { observations: [{ entityName: 'Nobody', contents: ['x'] }] }, { label: 'observe nobody' });
    await t.call('delete_observations', { deletions: [{ entityName: 'Engine', observations: ['brass'] }] });
    await t.call('delete_relations', { relations: [{ from: 'Gone', to: 'Ada', relationType: 'left' }] });
    await t.call('delete_entities', { entityNames: ['Gone'] });
    await t.call('read_graph');
    await t.call('search_nodes', { query: 'program' });
    await t.call('open_nodes', { names: ['Engine'] });
    await t.step('read resource', () => client.readResource({ uri: 'memory://knowledge-graph' }));
  },

  async thinking(t) {
    const thought = (text, number, more = {}) => ({ thought: text, thoughtNumber: number, totalThoughts: 2, nextThoughtNeeded: number < 2, ...more });
    await t.call('sequentialthinking', thought('Ignore nothing; look at both gates.', 1), { label: 'first' });
    await t.call('sequentialthinking', thought('Then decide.', 2, { isRevision: true, revisesThought: 1 }), { label: 'second' });
    await t.call('sequentialthinking', { thought: 'incomplete' }, { label: 'invalid', ...invalid });
  },

  async python(t, { client }) {
    await t.call('add', { a: 2, b: 40 });
    await t.call('greet', { name: 'Zoë', excited: true });
    await t.call('fail');
    await t.call('count', { to: 3 });
    for (const name of ['report', 'ask_name', 'think', 'roots', 'change', 'update']) await t.call(name);
    await t.call('wait', { key: 'script', seconds: 0.01 });
    await t.call('waited', { key: 'script' });
    await t.step('read', () => client.readResource({ uri: 'note://7' }));
    await t.step('prompt', () => client.getPrompt({ name: 'review', arguments: { code: 'x = 1' } }));
  }
};
scripts['python-v1'] = scripts.python; // the same tools

/** The scripts of servers that ask for roots unbidden. */
export const asksForRoots = new Set([scripts.everything, scripts.filesystem]);

async function everythingElse(t, client) {
  for (const uri of ['demo://resource/dynamic/text/1', 'demo://resource/static/document/features.md', 'demo://resource/none']) {
    await t.step(`read ${uri}`, () => client.readResource({ uri }));
  }
  await t.step('subscribe', () => client.subscribeResource({ uri: 'demo://resource/dynamic/text/1' }));
  await t.step('unsubscribe', () => client.unsubscribeResource({ uri: 'demo://resource/dynamic/text/1' }));
  const prompts = { 'simple-prompt': undefined, 'args-prompt': { city: 'Bern', state: 'BE' }, 'completable-prompt': { department: 'Engineering', name: 'Alice' }, 'resource-prompt': { resourceType: 'Text', resourceId: '1' } };
  for (const [name, args] of Object.entries(prompts)) await t.step(`prompt ${name}`, () => client.getPrompt({ name, arguments: args }));
  const complete = (ref, name, value) => client.complete({ ref, argument: { name, value } });
  await t.step('complete a prompt', () => complete({ type: 'ref/prompt', name: 'completable-prompt' }, 'department', 'E'));
  await t.step('complete a template', () => complete({ type: 'ref/resource', uri: 'demo://resource/dynamic/text/{resourceId}' }, 'resourceId', '1'));
  await t.step('logging level', () => client.setLoggingLevel('error'));
  await t.step('ping', () => client.ping());
}

/** The answer with blobs, which hold the time, reduced to whether they are text. */
function withoutBlobs(answer) {
  return JSON.parse(JSON.stringify(answer, (key, value) => (key === 'blob' ? typeof value : value)));
}
