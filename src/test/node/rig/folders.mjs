import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const temporary = [];
process.on('exit', () => temporary.forEach(folder => rmSync(folder, { recursive: true, force: true })));

/** A folder that is removed when this process ends. */
export function temporaryFolder() {
  temporary.push(mkdtempSync(join(tmpdir(), 'sallyport-rig-')));
  return temporary.at(-1);
}
