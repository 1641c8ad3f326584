// Measures the search among the tools of more published servers, which the rig does not install: node once.mjs FOLDER [--show], where
// FOLDER has them, after in it: npm i --ignore-scripts $(the packages below). They run there, and only list their tools.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { main } from '../../rig/children.mjs';
import { startFixture } from '../../rig/fixture.mjs';
import { installed, queries, report, search } from '../search.mjs';

const packages = {
  playwright: ['@playwright/mcp@0.0.83', 'cli.js', '--headless'],
  desktop: ['@wonderwhy-er/desktop-commander@0.2.52', 'dist/index.js'],
  git: ['@cyanheads/git-mcp-server@2.15.3', 'dist/index.js'],
  notion: ['@notionhq/notion-mcp-server@2.5.2', 'bin/cli.mjs'],
  devtools: ['chrome-devtools-mcp@1.11.0', 'build/src/bin/chrome-devtools-mcp.js'],
  context7: ['@upstash/context7-mcp@4.1.1', 'dist/index.js']
};

const folder = resolve(process.argv[2] ?? '.');
const cwd = join(folder, 'home');

function server([versioned, script, ...args]) {
  const name = versioned.slice(0, versioned.lastIndexOf('@'));
  return { command: [process.execPath, join(folder, 'node_modules', name, script), ...args], cwd };
}

await main(async () => {
  mkdirSync(cwd, { recursive: true });
  const fixture = await startFixture();
  const more = Object.fromEntries(Object.entries(packages).map(([name, each]) => [name, server(each)]));
  const outcome = await search({ ...installed({ url: fixture.url }), ...more }, queries('en-once'));
  await fixture.stop();
  console.log(report(outcome));
  if (!process.argv.includes('--show')) return;
  // only those that may guide changes
  for (const { text, place, names } of outcome.ranked.filter(({ tuning }) => tuning)) console.log(`${place ?? '-'}  ${text}  ${names.slice(0, 3).join(' ')}`);
});
