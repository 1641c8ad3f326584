// The conformance suite as a function: one requirement set against one URL.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.mjs';
import { temporaryFolder } from './folders.mjs';

export const revisions = ['2025-11-25', '2026-07-28'];

/** Runs one requirement set; gives its exit code, its time and every check as {scenario, check, status, message}. */
export async function runSuite(url, revision) {
  const folder = temporaryFolder();
  const started = Date.now();
  const args = ['server', '--url', url, '--requirements', revision, '-o', folder];
  const { code, stdout, stderr } = await run('conformance', args, { limitMs: 300_000 });
  const checks = readdirSync(folder).flatMap(name => readChecks(folder, name));
  if (checks.length === 0) throw new Error(`the suite gave no results (exit ${code}):\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  return { revision, code, ms: Date.now() - started, checks };
}

function readChecks(folder, name) {
  const scenario = name.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '');
  const file = join(folder, name, 'checks.json');
  if (!existsSync(file)) return [{ scenario, check: 'scenario', status: 'FAILURE', message: 'broke off without results' }];
  return JSON.parse(readFileSync(file, 'utf8')).map(({ id, status, errorMessage }) => ({ scenario, check: id, status, message: errorMessage }));
}
