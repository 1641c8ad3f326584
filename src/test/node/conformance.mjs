// Runs the MCP conformance suite against the fixture, directly and through Sallyport, and compares check by check; through
// Sallyport also across the eras: each requirement set in front of a fixture that refuses its era.
// Exit: 0 nothing lost, 1 something lost (or a stale expected difference), 2 the fixture falls short or nothing started.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { main, root } from './rig/children.mjs';
import { differences, judge } from './rig/compare.mjs';
import { startFixture } from './rig/fixture.mjs';
import { startSallyport } from './rig/sallyport.mjs';
import { tokenShim } from './rig/shim.mjs';
import { revisions, runSuite } from './rig/suite.mjs';

const { values: options } = parseArgs({
  options: {
    direct: { type: 'boolean', default: false }, // without Sallyport
    revision: { type: 'string', multiple: true, default: revisions }, // only these requirement sets
    short: { type: 'boolean', default: false }, // through Sallyport once, not three times
    'same-era': { type: 'boolean', default: false }, // not across the eras
    json: { type: 'string' } // where to write the results
  }
});
const passes = options.short ? 1 : 3;
const otherEra = { '2025-11-25': 'modern', '2026-07-28': 'legacy' };
const count = (checks, status) => checks.filter(check => check.status === status).length;

function report(name, { revision, code, ms, checks }) {
  const scenarios = new Set(checks.map(check => check.scenario)).size;
  const [passed, failed] = [count(checks, 'SUCCESS'), count(checks, 'FAILURE')];
  console.log(`${revision}  ${name.padEnd(10)} ${passed} passed, ${failed} failed in ${scenarios} scenarios, exit ${code}, ${(ms / 1000).toFixed(1)} s`);
}

/** What the fixture must not fail by itself: anything but the tasks extension, which it does not offer. */
function shortfalls({ code, checks, revision }) {
  const failed = checks.filter(check => check.status === 'FAILURE' && !check.scenario.startsWith('tasks-'));
  return [...failed.map(check => `${revision} ${check.scenario} ${check.check}: ${check.message}`), ...(code === 0 ? [] : [`${revision}: exit ${code}`])];
}

async function runAll(urlFor, name) {
  const results = [];
  for (const revision of options.revision) {
    results.push(await runSuite(urlFor(revision), revision));
    report(name, results.at(-1));
  }
  return results;
}

function compareAll(direct, through, allowed) {
  const verdicts = through.map((result, index) => {
    const rules = allowed.filter(rule => rule.revision === result.revision);
    return { revision: result.revision, ...judge(differences(direct[index].checks, result.checks), rules) };
  });
  for (const { revision, unexpected, stale } of verdicts) {
    for (const { scenario, check, what, message } of unexpected) console.log(`LOST   ${revision} ${scenario} ${check}: ${what}${message ? ` (${message})` : ''}`);
    for (const { scenario, check } of stale) console.log(`STALE  ${revision} ${scenario} ${check}: expected difference did not occur`);
  }
  return verdicts;
}

/** fixtures: by the era that they speak, and `both`. */
async function throughSallyport(fixtures, direct) {
  const started = Date.now();
  const gateway = await startSallyport(Object.fromEntries(Object.entries(fixtures).map(([era, { url }]) => [era, { url }])));
  console.log(`            sallyport ready in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  const shims = {};
  for (const era of Object.keys(fixtures)) shims[era] = await tokenShim(gateway.servers[era], gateway);
  const ways = { through: { urlFor: () => shims.both.url, differences: 'expected-differences.json' } };
  if (!options['same-era']) ways.across = { urlFor: revision => shims[otherEra[revision]].url, differences: 'untranslatable.json' };
  const rounds = [];
  for (let pass = 1; pass <= passes; pass++) {
    for (const [way, { urlFor, differences }] of Object.entries(ways)) {
      const results = await runAll(urlFor, `${way} ${pass}`);
      rounds.push({ way, results, verdicts: compareAll(direct, results, JSON.parse(readFileSync(join(root, differences), 'utf8'))) });
    }
  }
  await Promise.all(Object.values(shims).map(shim => shim.close()));
  await gateway.stop();
  return rounds;
}

async function startFixtures() {
  const fixtures = { both: await startFixture() };
  if (!options.direct && !options['same-era']) {
    for (const era of ['modern', 'legacy']) fixtures[era] = await startFixture({ era });
  }
  return fixtures;
}

await main(async () => {
  const fixtures = await startFixtures();
  const direct = await runAll(() => fixtures.both.url.replace('127.0.0.1', 'localhost'), 'direct');
  const short = direct.flatMap(shortfalls);
  short.forEach(line => console.log(`FIXTURE ${line}`));
  const rounds = options.direct ? [] : await throughSallyport(fixtures, direct);
  await Promise.all(Object.values(fixtures).map(fixture => fixture.stop()));

  const verdicts = rounds.flatMap(round => round.verdicts);
  const total = name => verdicts.reduce((sum, verdict) => sum + verdict[name].length, 0);
  if (options.json) writeFileSync(options.json, JSON.stringify({ direct, rounds }, null, 2));
  if (rounds.length) {
    console.log(`${total('unexpected')} lost, ${total('expected')} expected differences, ${total('stale')} stale, in ${passes} pass(es)`);
  }
  process.exitCode = short.length ? 2 : total('unexpected') + total('stale') ? 1 : 0;
});
