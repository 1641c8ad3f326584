// Runs the MCP conformance suite against the fixture, directly and through Sallyport, and compares check by check. The ways through
// it: with the token of its home; across the eras, each requirement set in front of a fixture that refuses its era; and with
// access tokens of an issuer, a new one for each request, where the token of the home is worth nothing.
// Exit: 0 nothing lost, 1 something lost (or a stale expected difference), 2 the fixture falls short or nothing started.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { main, root } from './rig/children.mjs';
import { postJson } from './identity/http.mjs';
import { differences, judge } from './rig/compare.mjs';
import { startFixture } from './rig/fixture.mjs';
import { startIssuer } from './rig/issuer.mjs';
import { startSallyport } from './rig/sallyport.mjs';
import { tokenShim } from './rig/shim.mjs';
import { revisions, runSuite } from './rig/suite.mjs';

const { values: options } = parseArgs({
  options: {
    direct: { type: 'boolean', default: false }, // without Sallyport
    revision: { type: 'string', multiple: true, default: revisions }, // only these requirement sets
    short: { type: 'boolean', default: false }, // each way once, not three times
    way: { type: 'string', multiple: true, default: ['through', 'across', 'identity'] }, // only these
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

/** The URL of a front for each fixture, which the token of the home opens. fixtures: by the era that they speak, and `both`. */
async function withHomeToken(fixtures) {
  const gateway = await startSallyport(Object.fromEntries(Object.entries(fixtures).map(([era, { url }]) => [era, { url }])));
  const urls = {};
  for (const era of Object.keys(fixtures)) urls[era] = (await tokenShim(gateway.servers[era], () => gateway.token, gateway.ca)).url;
  return { urls, stop: gateway.stop };
}

/** The same for the fixture of both eras and tokens of an issuer; the token of the home must be refused. */
async function withIssuer({ both }) {
  const issuer = await startIssuer();
  const gateway = await startSallyport({ both: { url: both.url } }, { identity: { issuers: [issuer.url], 'home-token': 'off' }, scope: { rules: [{ scopes: ['mcp:tools'] }] } });
  const endpoint = gateway.servers.both;
  const { status } = await postJson(endpoint, {}, { headers: { Authorization: `Bearer ${gateway.token}` } });
  if (status !== 401) throw new Error(`the token of the home is answered with ${status}`);
  const shim = await tokenShim(endpoint, () => issuer.token(endpoint), gateway.ca);
  return { urls: { both: shim.url }, stop: () => Promise.all([gateway.stop(), issuer.stop()]) };
}

const ways = {
  through: { begin: withHomeToken, era: () => 'both', differences: 'expected-differences.json' },
  across: { begin: withHomeToken, era: revision => otherEra[revision], differences: 'untranslatable.json' },
  identity: { begin: withIssuer, era: () => 'both', differences: 'expected-differences.json', once: true }
};

async function throughSallyport(fixtures, direct) {
  const gateways = new Map();
  for (const begin of new Set(options.way.map(way => ways[way].begin))) {
    const started = Date.now();
    gateways.set(begin, await begin(fixtures));
    console.log(`            sallyport ready in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
  const rounds = [];
  for (let pass = 1; pass <= passes; pass++) {
    for (const way of options.way) {
      const { begin, era, differences, once } = ways[way];
      if (once && pass > 1) continue;
      const results = await runAll(revision => gateways.get(begin).urls[era(revision)], `${way} ${pass}`);
      rounds.push({ way, results, verdicts: compareAll(direct, results, JSON.parse(readFileSync(join(root, differences), 'utf8'))) });
    }
  }
  await Promise.all([...gateways.values()].map(gateway => gateway.stop()));
  return rounds;
}

async function startFixtures() {
  const fixtures = { both: await startFixture() };
  if (!options.direct && options.way.includes('across')) {
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
