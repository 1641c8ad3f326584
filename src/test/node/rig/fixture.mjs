import { join } from 'node:path';
import { environment, jsonLine, root, start } from './children.mjs';

/** Starts the conformance fixture as a child process, of one era or both; gives its URL, its process id and `stop()`. */
export async function startFixture({ era = 'both', port = 0 } = {}) {
  const env = { ...environment, PORT: String(port) };
  const child = start('node', [join(root, 'everything.mjs'), '--era', era], { env });
  const { url } = await jsonLine(child);
  return { url, pid: child.pid, stop: child.stop };
}
