// docs/matrix.md: a table for each client, a row for each server.
import { clients } from './clients.mjs';
import { notes, remarks } from './notes.mjs';
import { features, servers } from './plans.mjs';
import { versions } from './versions.mjs';

const table = (columns, rows) => [`| ${columns.join(' | ')} |`, `|${'---|'.repeat(columns.length)}`, ...rows.map(cells => `| ${cells.join(' | ')} |`)].join('\n');

const head = summary => `# Which clients were run with which servers

This page is made by \`src/test/node/matrix.mjs\`, and \`./check\` fails where it differs from what is found. Every cell was run through one gateway: ✓ it works; – the client or the server has nothing of the kind, or nothing that makes it happen; ✗ it does not work, for the reason below. What is translated where the eras differ: [between the eras](translation.md).

${summary}

${table(['software', 'version'], versions)}

${remarks.join('\n\n')}
`;

/** How many cells of each client work, do not, and have nothing to run. */
function summed(counts) {
  const total = counts.reduce((sums, { ok, bad, none }) => [sums[0] + ok, sums[1] + bad, sums[2] + none], [0, 0, 0]);
  return table(
    ['client', 'servers', '✓', '✗', '–'],
    [...counts.map(({ title, rows, ok, bad, none }) => [title, rows, ok, bad, none]), ['**all**', '', ...total.map(sum => `**${sum}**`)]]
  );
}

/** The page for these clients and servers, how many cells work, and a line for each that does not. */
export function page(clientNames, serverNames, cellsOf) {
  const failures = [];
  let ok = 0;
  const counts = [];
  const sections = clientNames.map(client => {
    const reasons = [];
    const count = { title: clients[client].title, rows: 0, ok: 0, bad: 0, none: 0 };
    counts.push(count);
    const cell = (server, feature) => {
      const found = cellsOf(client, server)(feature);
      if (!found) return (count.none++, '–');
      if (found.ok) return (count.ok++, ok++, '✓');
      count.bad++;
      failures.push(`${client} with ${server}, ${features[feature]}: ${found.why}`);
      const note = notes.find(({ fits }) => fits({ client, server, feature }))?.note ?? found.why.replace(/\s+/g, ' ').slice(0, 200);
      if (!reasons.includes(note)) reasons.push(note);
      return `✗ ${reasons.indexOf(note) + 1}`;
    };
    const rows = serverNames.filter(server => cellsOf(client, server)).map(server => `| ${servers[server].title} | ${Object.keys(features).map(feature => cell(server, feature)).join(' | ')} |`);
    count.rows = rows.length;
    const cells = [`| server | ${Object.values(features).join(' | ')} |`, `|---|${'---|'.repeat(Object.keys(features).length)}`, ...rows].join('\n');
    const foot = reasons.map((reason, index) => `${index + 1}. ${reason}`).join('\n');
    return `## ${clients[client].title}\n\n${cells}\n${foot && `\n${foot}\n`}`;
  });
  return { text: [head(summed(counts)), ...sections].join('\n'), ok, failures };
}

/** The parts of a page by their titles; the head has none. */
export function parts(text) {
  return new Map(text.split(/^## /m).map((part, index) => (index === 0 ? ['', part.trim()] : [part.slice(0, part.indexOf('\n')), part.trim()])));
}
