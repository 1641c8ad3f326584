// What a client got, step by step, and whether two clients got the same.
import { isDeepStrictEqual } from 'node:util';

const variable = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} \d\d? \d{4} \d\d:\d\d:\d\d[^"\\]*/g, '<time>'],
  [/\b\d{1,2}:\d\d:\d\d(\s?[AP]M)?/g, '<time>'],
  [/(?<=Progress reported under token )[^"]+/g, '<token>'] // upstream, progress tokens are Sallyport's own
];

/** The value without members that are undefined, and with times, random ids and progress tokens masked. */
export function masked(value) {
  const json = JSON.stringify(value);
  return json === undefined ? undefined : JSON.parse(variable.reduce((text, [pattern, mask]) => text.replace(pattern, mask), json));
}

/** The steps of one session: label → answer, what the server asked meanwhile, and progress. */
export class Transcript {
  steps = new Map();
  called = new Set();
  /** Reason codes of the steps that Sallyport refuses in the server's place. */
  refused = new Map();
  #session;

  /** `guarded`: whether Sallyport is on the way. */
  constructor(session, guarded = false) {
    this.#session = session;
    this.guarded = guarded;
  }

  /** Records what the promise gives, or its error; `refused`: with which reason Sallyport refuses it. */
  async step(label, perform, { refused } = {}) {
    if (this.steps.has(label)) throw new Error(`two steps are named ${label}`);
    if (refused) this.refused.set(label, refused);
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
  call(name, args = {}, { label = name, view = answer => answer, progressMax = Infinity, refused } = {}) {
    this.called.add(name);
    const perform = async entry => {
      entry.progress = [];
      const onprogress = progress => entry.progress.length < progressMax && entry.progress.push(progress);
      return view(await this.#session.call(name, args, { onprogress, timeout: 30_000 }));
    };
    return this.step(label, perform, { refused });
  }
}

/** The reason with which Sallyport refused, from a tool's result or an error; undefined if it did not. */
export function refusalOf({ answer, error }) {
  const { practice, code } = (answer?.isError ? answer._meta : error?.data)?.['dev.sallyport/refusal'] ?? {};
  return practice && `${practice}.${code}`;
}

/**
 * Fails with the steps that differ. A step marked as refused must be an error of the server's directly,
 * and through Sallyport a refusal with exactly this reason; all others are equal.
 */
export function assertSame(expected, actual) {
  const labels = new Set([...expected.steps.keys(), ...actual.steps.keys()]);
  const refused = actual.guarded ? actual.refused : new Map();
  const problem = label => {
    const [direct, through] = [expected.steps.get(label), actual.steps.get(label)];
    return refused.has(label) ? wrongRefusal(direct, through, refused.get(label)) : firstDifference(direct, through);
  };
  const lines = [...labels].map(label => [label, problem(label)]).filter(([, found]) => found);
  assert(lines.length === 0, `${lines.length} of ${labels.size} steps differ:\n    ${lines.map(line => line.join('')).join('\n    ')}`);
}

function wrongRefusal(direct, through, reason) {
  if (!direct?.error && !direct?.answer?.isError) return ': is marked as refused, but the server itself accepts it';
  if (refusalOf(through) !== reason) return `: not refused with ${reason}\n      through:  ${show(through)}`;
  return undefined;
}

const show = value => String(JSON.stringify(value)).slice(0, 600);

/** Where two values first differ, and what is there; undefined for equal ones. */
function firstDifference(expected, actual, path = '') {
  if (isDeepStrictEqual(expected, actual)) return undefined;
  const containers = [expected, actual].every(value => typeof value === 'object' && value !== null);
  const key = containers && [...new Set([...Object.keys(expected), ...Object.keys(actual)])].find(name => !isDeepStrictEqual(expected[name], actual[name]));
  if (key) return firstDifference(expected[key], actual[key], `${path}.${key}`);
  return `${path}\n      directly: ${show(expected)}\n      through:  ${show(actual)}`;
}

/** Fails with `problem` unless the condition holds. */
export function assert(condition, problem) {
  if (!condition) throw new Error(problem);
}

/** Throws where two values are not the same JSON. */
export function same(actual, expected, what) {
  const [is, should] = [actual, expected].map(value => JSON.stringify(value));
  assert(is === should, `${what}: ${is} instead of ${should}`);
}
