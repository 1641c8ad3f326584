// docs/matrix.md: a table for each client, a row for each server.
import { clients } from './clients.mjs';
import { notes, remarks } from './notes.mjs';
import { features, servers } from './plans.mjs';

const head = `# Which clients were run with which servers

This page is made by \`src/test/node/matrix.mjs\`, and \`./check\` fails where it differs from what is found. Every cell was run through one gateway: ✓ it works; – the client or the server has nothing of the kind, or nothing that makes it happen; ✗ it does not work, for the reason below. What is translated where the eras differ: [between the eras](translation.md).

${remarks.join('\n\n')}
`;

/** The page for these clients and servers, how many cells work, and a line for each that does not. */
export function page(clientNames, serverNames, cellsOf) {
  const failures = [];
  let ok = 0;
  const sections = clientNames.map(client => {
    const reasons = [];
    const cell = (server, feature) => {
      const found = cellsOf(client, server)(feature);
      if (!found) return '–';
      if (found.ok) return (ok++, '✓');
      failures.push(`${client} with ${server}, ${features[feature]}: ${found.why}`);
      const note = notes.find(({ fits }) => fits({ client, server, feature }))?.note ?? found.why.replace(/\s+/g, ' ').slice(0, 200);
      if (!reasons.includes(note)) reasons.push(note);
      return `✗ ${reasons.indexOf(note) + 1}`;
    };
    const rows = serverNames.filter(server => cellsOf(client, server)).map(server => `| ${servers[server].title} | ${Object.keys(features).map(feature => cell(server, feature)).join(' | ')} |`);
    const table = [`| server | ${Object.values(features).join(' | ')} |`, `|---|${'---|'.repeat(Object.keys(features).length)}`, ...rows].join('\n');
    const foot = reasons.map((reason, index) => `${index + 1}. ${reason}`).join('\n');
    return `## ${clients[client].title}\n\n${table}\n${foot && `\n${foot}\n`}`;
  });
  return { text: [head, ...sections].join('\n'), ok, failures };
}

/** The parts of a page by their titles; the head has none. */
export function parts(text) {
  return new Map(text.split(/^## /m).map((part, index) => (index === 0 ? ['', part.trim()] : [part.slice(0, part.indexOf('\n')), part.trim()])));
}
