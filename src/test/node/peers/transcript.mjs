// What a client got, step by step, and whether two clients got the same.
import { isDeepStrictEqual } from 'node:util';

const variable = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} \d\d? \d{4} \d\d:\d\d:\d\d[^"\\]*/g, '<time>'],
  [/\b\d{1,2}:\d\d:\d\d(\s?[AP]M)?/g, '<time>']
];

/** The value without members that are undefined, and with times and random ids masked. */
function masked(value) {
  const json = JSON.stringify(value);
  return json === undefined ? undefined : JSON.parse(variable.reduce((text, [pattern, mask]) => text.replace(pattern, mask), json));
}

/** The steps of one session: label → answer, what the server asked meanwhile, and progress. */
export class Transcript {
  steps = new Map();
  called = new Set();
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** Records what the promise gives, or its error. */
  async step(label, perform) {
    if (this.steps.has(label)) throw new Error(`two steps are named ${label}`);
    const askedBefore = this.#session.asked.length;
    const entry = {};
    try {
      entry.answer = await perform(entry);
    } catch (error) {
      entry.error = { name: error.name, code: error.code, message: error.message, data: error.data };
    }
    entry.asked = this.#session.asked.slice(askedBefore);
    this.steps.set(label, masked(entry));
    return entry.answer;
  }

  /**
   * Calls a tool with progress recorded. `view` reduces an answer to what can be compared;
   * `progressMax` leaves out progress that a server sends together with its result, which clients may drop.
   */
  call(name, args = {}, { label = name, view = answer => answer, progressMax = Infinity } = {}) {
    this.called.add(name);
    return this.step(label, async entry => {
      entry.progress = [];
      const onprogress = progress => entry.progress.length < progressMax && entry.progress.push(progress);
      return view(await this.#session.call(name, args, { onprogress, timeout: 30_000 }));
    });
  }
}

/** Fails with the steps that differ. */
export function assertSame(expected, actual) {
  const labels = new Set([...expected.steps.keys(), ...actual.steps.keys()]);
  const different = [...labels].filter(label => !isDeepStrictEqual(expected.steps.get(label), actual.steps.get(label)));
  if (different.length === 0) return;
  const lines = different.map(label => `${label}${firstDifference(expected.steps.get(label), actual.steps.get(label))}`);
  throw new Error(`${different.length} of ${labels.size} steps differ:\n    ${lines.join('\n    ')}`);
}

/** Where two values first differ, and what is there. */
function firstDifference(expected, actual, path = '') {
  const containers = [expected, actual].every(value => typeof value === 'object' && value !== null);
  const key = containers && [...new Set([...Object.keys(expected), ...Object.keys(actual)])].find(name => !isDeepStrictEqual(expected[name], actual[name]));
  if (key) return firstDifference(expected[key], actual[key], `${path}.${key}`);
  const show = value => String(JSON.stringify(value)).slice(0, 600);
  return `${path}\n      directly: ${show(expected)}\n      through:  ${show(actual)}`;
}

/** Fails with `problem` unless the condition holds. */
export function assert(condition, problem) {
  if (!condition) throw new Error(problem);
}
