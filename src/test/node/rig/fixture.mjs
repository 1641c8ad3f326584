import { join } from 'node:path';
import { jsonLine, root, start } from './children.mjs';

/** Starts the conformance fixture as a child process; gives its URL and `stop()`. */
export async function startFixture() {
  const child = start('node', [join(root, 'everything.mjs')]);
  const { url } = await jsonLine(child);
  return { url, stop: child.stop };
}
