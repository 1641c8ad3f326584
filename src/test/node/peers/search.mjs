// How well the search that stands for the list of tools finds what is meant: needs in plain words, each with the tools that serve it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin, root } from '../rig/children.mjs';
import { temporaryFolder } from '../rig/folders.mjs';
import { startRun, writeSettings } from '../rig/sallyport.mjs';
import { endSession, legacyV2 } from './clients.mjs';
import { stdioServers } from './servers.mjs';
import { assert } from './transcript.mjs';
import { reachThrough } from './world.mjs';

/** The queries of these groups; every third of the file may guide changes to the ranking (`tuning`), the others only judge them. */
export function queries(...groups) {
  const all = [];
  let group;
  for (const line of readFileSync(join(root, 'peers/search/queries.txt'), 'utf8').split('\n').filter(Boolean)) {
    const [text, tools] = line.split(' | ');
    if (tools) all.push({ group, text, wanted: tools.split(', '), tuning: all.length % 3 === 0 });
    else group = /^# ([\w-]+):/.exec(line)[1];
  }
  return all.filter(each => groups.includes(each.group));
}

/** Asks every query of a gateway in front of these servers; gives them with the rank of the first tool wanted, and the sizes in characters. */
export async function search(servers, asked) {
  const settings = { search: true, profiles: { whole: { servers: Object.keys(servers) } } };
  const gateway = await startRun(['-c', writeSettings(temporaryFolder(), servers, settings)]);
  try {
    const reach = reachThrough({ ...gateway, servers: { sum: gateway.endpoint, whole: `${gateway.endpoint}/p/whole` } });
    const whole = await withSession(reach('whole'), listed);
    return await withSession(reach('sum'), async session => {
      const answers = [];
      for (const { text } of asked) answers.push((await session.call('find_tools', { query: text })).content[0].text);
      const ranked = asked.map((query, index) => ({ ...query, ...found(answers[index], query) }));
      const sizes = { tools: whole.length, list: size(whole), two: size(await listed(session)), answer: mean(answers.map(({ length }) => length)) };
      return { ranked, sizes };
    });
  } finally {
    await gateway.stop();
  }
}

async function withSession(spec, use) {
  const session = await legacyV2(spec);
  return use(session).finally(() => endSession(session));
}

async function listed({ client }) {
  const tools = [];
  let cursor;
  do {
    const page = await client.listTools({ cursor });
    tools.push(...page.tools);
    cursor = page.nextCursor;
  } while (cursor);
  return tools;
}

/** The place of the first tool wanted, from 1, or nothing; and what came. */
function found(answer, { wanted }) {
  const names = JSON.parse(answer).map(({ _meta }) => origin(_meta));
  const place = names.findIndex(name => wanted.includes(name)) + 1;
  return { place: place || undefined, names };
}

const origin = meta => Object.values(meta['dev.sallyport/origin']).join('/');
const size = value => JSON.stringify(value).length;
const mean = numbers => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

/** The share of queries with a wanted tool among the first 1, 5 and 10, and the mean of 1 ÷ its place. */
export function quality(ranked) {
  const within = most => mean(ranked.map(({ place }) => (place <= most ? 1 : 0)));
  return { queries: ranked.length, at1: within(1), at5: within(5), at10: within(10), mrr: mean(ranked.map(({ place }) => (place ? 1 / place : 0))) };
}

const numbers = ({ queries, at1, at5, at10, mrr }) => `${String(queries).padStart(3)} ${[at1, at5, at10, mrr].map(each => each.toFixed(2)).join('  ')}`;
const tokens = characters => Math.round(characters / 4);

/** A table by group and by what the queries were for, and a line about sizes; one token is taken for four characters. */
export function report({ ranked, sizes }) {
  const rows = [...new Set(ranked.map(({ group }) => group))].flatMap(group =>
    [true, false].map(tuning => {
      const part = ranked.filter(each => each.group === group && each.tuning === tuning);
      return `    ${group.padEnd(8)}${tuning ? 'tuning  ' : 'held out'} ${numbers(quality(part))}`;
    })
  );
  const saved = 1 - (sizes.two + sizes.answer) / sizes.list;
  return [
    '    group   for        n  @1    @5    @10   MRR',
    ...rows,
    `    ${sizes.tools} tools listed: ${sizes.list} characters, ~${tokens(sizes.list)} tokens; the two tools ${sizes.two}, an answer ${Math.round(sizes.answer)} on average: ${Math.round(100 * saved)} % less for one search`
  ].join('\n');
}

/** The servers that the rig installs, for a search. */
export const installed = fixture => ({
  ...stdioServers,
  fixture,
  chinese: { command: [join(bin, 'node'), join(root, 'peers/chinese-server.mjs')] }
});

/** Well under what was measured, so that only a broken ranking falls below; bench/README.md has the numbers. */
const floors = { en: { at10: 0.4, mrr: 0.3 }, zh: { at10: 0.75, mrr: 0.6 } };

async function ranking({ direct }) {
  const outcome = await search(installed(direct('fixture')), queries('en', 'zh', 'zh-en'));
  console.log(report(outcome));
  for (const [group, floor] of Object.entries(floors)) {
    const reached = quality(outcome.ranked.filter(each => each.group === group));
    for (const [measure, least] of Object.entries(floor)) assert(reached[measure] >= least, `${measure} of ${group} is ${reached[measure]}, below ${least}`);
  }
  assert(outcome.sizes.answer < outcome.sizes.list / 2, 'an answer is not much shorter than the list');
}

export const searchCases = [{ name: 'search', long: true, throughOnly: true, run: ranking }];
