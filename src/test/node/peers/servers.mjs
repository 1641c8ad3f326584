// The upstream servers of the peer cases, as Sallyport's settings name them.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bin, root } from '../rig/children.mjs';
import { temporaryFolder } from '../rig/folders.mjs';
import { png } from '../fixture/samples.mjs';

const node = join(bin, 'node');
const reference = (name, ...args) => [node, join(root, 'node_modules/@modelcontextprotocol', `server-${name}`, 'dist/index.js'), ...args];
export const python = join(root, '.venv/bin/python');
/** That of the Python SDK 1.x. */
export const pythonV1 = join(root, '.venv-v1/bin/python');
/** Runs a class of the Java peer: Server or Client. */
export const java = join(root, 'peers/java/run');

export const workspace = temporaryFolder();
export const roots = [{ uri: pathToFileURL(workspace).href, name: 'workspace' }];
const memoryFile = join(temporaryFolder(), 'memory.jsonl');

/** Stdio servers by the name under which each is mounted. */
export const stdioServers = {
  everything: { command: reference('everything', 'stdio') },
  filesystem: { command: reference('filesystem', workspace) },
  memory: { command: reference('memory'), env: { MEMORY_FILE_PATH: memoryFile } },
  thinking: { command: reference('sequential-thinking') },
  python: { command: [python, join(root, 'peers/python_server.py')] },
  'python-v1': { command: [pythonV1, join(root, 'peers/python_server_v1.py')] }
};
/** More servers behind the gateway: those that several sessions share, one that starts fast, and one with tasks. */
export const moreServers = {
  'everything-principal': { ...stdioServers.everything, isolation: 'principal' },
  'everything-shared': { ...stdioServers.everything, isolation: 'shared' },
  tiny: { command: [node, join(root, 'peers/tiny-server.mjs')] },
  'tasks-modern': { command: [node, join(root, 'peers/task-server.mjs')] }
};
export const everythingOverHttp = reference('everything', 'streamableHttp');

/** Puts the files that the filesystem and memory servers see into their first state. */
export function resetFiles() {
  for (const name of readdirSync(workspace)) rmSync(join(workspace, name), { recursive: true });
  mkdirSync(join(workspace, 'notes/deep'), { recursive: true });
  writeFileSync(join(workspace, 'readme.txt'), 'one\ntwo\nthree\nvierte Zeile: äöü €\n');
  writeFileSync(join(workspace, 'notes/todo.md'), '# To do\n\n- write tests\n- rest\n');
  writeFileSync(join(workspace, 'notes/deep/data.json'), '{"a":[1,2,3]}\n');
  writeFileSync(join(workspace, 'pixel.png'), Buffer.from(png, 'base64'));
  rmSync(memoryFile, { force: true });
}
