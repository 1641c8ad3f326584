// The Inspector's command line, again and again in one process: it reads orders {id, args} and writes {id, seen} or {id, error}.
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { root } from '../../rig/children.mjs';

// what its launcher does for --cli; the peer cases run the launcher itself
const inspector = join(root, 'node_modules/@modelcontextprotocol/inspector/clients/cli/build/index.js');
const { runCli } = await import(pathToFileURL(inspector).href);
const write = process.stdout.write.bind(process.stdout);

/** What the command line prints. */
async function printed(args) {
  let text = '';
  process.stdout.write = (chunk, ...more) => {
    text += chunk;
    more.findLast(each => typeof each === 'function')?.();
    return true;
  };
  try {
    await runCli(['node', 'mcp-inspector', ...args]);
  } finally {
    process.stdout.write = write;
  }
  return text;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, args } = JSON.parse(line);
  const outcome = await printed(args).then(text => ({ seen: JSON.parse(text) }), ({ message }) => ({ error: message }));
  write(`${JSON.stringify({ id, ...outcome })}\n`);
}
