// The audit trail in the home of a gateway, as it lies on the disk.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The entries of every ledger in a home, oldest first in each: {gateway-1: [entry…]}. A line that is still being written is left out. */
export function ledgers(home) {
  const audit = join(home, 'audit');
  const folders = readdirSync(audit, { withFileTypes: true }).filter(each => each.isDirectory());
  return Object.fromEntries(folders.map(({ name }) => [name, entriesIn(join(audit, name))]));
}

/** All of them. */
export const entriesOf = home => Object.values(ledgers(home)).flat();

function entriesIn(folder) {
  const segments = readdirSync(folder).filter(name => /\.jsonl(\.gz)?$/.test(name)).sort();
  const text = name => {
    const bytes = readFileSync(join(folder, name));
    return String(name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  };
  return segments.flatMap(name => jsonLines(text(name)));
}

/** The values of whole lines of JSON. */
export const jsonLines = text => text.split('\n').slice(0, -1).map(line => JSON.parse(line));
