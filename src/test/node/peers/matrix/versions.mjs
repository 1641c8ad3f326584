// What the matrix is run with, in the versions that the rig pins: the same wherever it is run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../rig/children.mjs';

const read = file => readFileSync(join(root, file), 'utf8');
const npm = JSON.parse(read('package.json')).dependencies;
const pip = file => /^mcp==(.+)$/m.exec(read(file))[1];
const maven = /<artifactId>mcp(?:-[a-z]+)?<\/artifactId>\s*<version>([^<]+)</.exec(read('peers/java/pom.xml'))[1];

/** Each software with its version. */
export const versions = [
  ['TypeScript SDK v1 (`@modelcontextprotocol/sdk`)', npm['@modelcontextprotocol/sdk']],
  ['TypeScript SDK v2 (`client`, `server`; `node`)', `${npm['@modelcontextprotocol/client']}, ${npm['@modelcontextprotocol/server']}; ${npm['@modelcontextprotocol/node']}`],
  ['Python SDK 2.x, 1.x (`mcp`)', `${pip('requirements.txt')}, ${pip('requirements-v1.txt')}`],
  ['Java SDK', maven],
  ['Inspector', npm['@modelcontextprotocol/inspector']],
  ['mcp-remote', npm['mcp-remote']],
  ...['everything', 'filesystem', 'memory', 'sequential-thinking'].map(name => [`server-${name}`, npm[`@modelcontextprotocol/server-${name}`]])
];
