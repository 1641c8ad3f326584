import { join } from 'node:path';
import { jsonLine, root, start } from './children.mjs';

/** Starts the conformance fixture as a child process, of one era or both; gives its URL and `stop()`. */
export async function startFixture({ era = 'both' } = {}) {
  const child = start('node', [join(root, 'everything.mjs'), '--era', era]);
  const { url } = await jsonLine(child);
  return { url, stop: child.stop };
}
