// Tests of the rig itself: it must notice each way of losing something, and nothing else.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { environment, eventually, jsonLine, root, run, start } from './rig/children.mjs';
import { assertSame } from './peers/transcript.mjs';
import { differences, judge } from './rig/compare.mjs';
import { alive } from './rig/processes.mjs';

const transcript = (entry, refused) => ({ steps: new Map([['step', entry]]), refused: new Map(refused && [['step', refused]]), guarded: true });
const failed = { answer: { isError: true, content: [] } };
const refusal = code => ({ answer: { isError: true, _meta: { 'dev.sallyport/refusal': { practice: 'validation', code } } } });
const check = (status, name = 'c', scenario = 's') => ({ scenario, check: name, status });
const rig = (script, args, fault) =>
  run('node', [join(root, script), ...args], {
    limitMs: 240_000,
    env: { ...environment, SALLYPORT: join(root, 'fake-sallyport.mjs'), FAKE_FAULT: fault }
  });
const plainly = ['--short', '--way', 'through']; // the stand-in does not translate, and asks no issuer
const modernOnly = [...plainly, '--revision', '2026-07-28'];

test('equal runs do not differ', () => {
  const checks = [check('SUCCESS'), check('SUCCESS'), check('FAILURE', 'd'), check('INFO', 'e')];
  assert.deepEqual(differences(checks, [...checks].reverse()), []);
});

test('a check that passes less often is a difference', () => {
  const [found, ...more] = differences([check('SUCCESS'), check('SUCCESS')], [check('SUCCESS')]);
  assert.equal(found.what, 'passes 1 of 2 times');
  assert.deepEqual(more, []);
});

test('a new failure or warning is a difference', () => {
  for (const status of ['FAILURE', 'WARNING']) assert.equal(differences([check('INFO')], [check(status)]).length, 1);
});

test('an allowed difference is expected, and stale once it no longer occurs', () => {
  const allowed = [{ scenario: 's', check: 'c', reason: 'on purpose' }];
  const found = differences([check('SUCCESS')], [check('SKIPPED')]);
  assert.deepEqual(judge(found, allowed), { unexpected: [], expected: found, stale: [] });
  assert.deepEqual(judge([], allowed), { unexpected: [], expected: [], stale: allowed });
});

test('a step marked as refused needs an error directly and exactly this reason through Sallyport', () => {
  const same = (direct, through, mark) => assertSame(transcript(direct, mark), transcript(through, mark));
  same(failed, refusal('unknown-tool'), 'validation.unknown-tool');
  assert.throws(() => same(failed, refusal('other'), 'validation.unknown-tool'), /not refused with/);
  assert.throws(() => same(failed, failed, 'validation.unknown-tool'), /not refused with/);
  assert.throws(() => same({ answer: {} }, refusal('unknown-tool'), 'validation.unknown-tool'), /itself accepts/);
  assert.throws(() => same(failed, refusal('unknown-tool')), /differ/);
});

test('a faithful proxy loses nothing', async () => {
  const { code, stdout } = await rig('conformance.mjs', plainly, 'none');
  assert.equal(code, 0, stdout);
});

for (const fault of ['buffer', 'headers', 'origin']) {
  test(`the suite notices a proxy with the fault: ${fault}`, async () => {
    const { code, stdout } = await rig('conformance.mjs', modernOnly, fault);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^LOST /m);
  });
}

test('the peers notice a proxy that hides disconnects', async () => {
  const only = ['--only', 'cancel/modern-disconnect'];
  const { code, stdout } = await rig('peers.mjs', only, 'disconnect');
  assert.equal(code, 1, stdout);
  assert.equal((await rig('peers.mjs', only, 'none')).code, 0);
});

test('an interrupted rig leaves no children', async () => {
  const program = `import { start } from ${JSON.stringify(join(root, 'rig/children.mjs'))};
    console.log(JSON.stringify({ pid: start('sleep', ['600']).pid }));
    setInterval(() => {}, 1000);`;
  const parent = start('node', ['--input-type=module', '-e', program]);
  const { pid } = await jsonLine(parent);
  process.kill(parent.pid, 'SIGINT');
  assert.equal((await parent.ended).code, 130);
  await eventually(() => (alive(pid) ? undefined : true), 2000, 'end of the child');
});
