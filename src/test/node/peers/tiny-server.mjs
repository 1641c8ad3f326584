// A stdio server without an SDK, for cases that start very many: one tool, nothing more.
import { createInterface } from 'node:readline';

const results = {
  initialize: { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'tiny', version: '1' } },
  'tools/list': { tools: [{ name: 'nothing', inputSchema: { type: 'object' } }] },
  'tools/call': { content: [] }
};
createInterface({ input: process.stdin }).on('line', line => {
  const { id, method } = JSON.parse(line);
  if (id === undefined) return;
  const outcome = results[method] ? { result: results[method] } : { error: { code: -32601, message: 'method not found' } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...outcome })}\n`);
});
