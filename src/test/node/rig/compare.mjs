// What is lost between two runs of the conformance suite.

const keyOf = ({ scenario, check }) => `${scenario} ${check}`;
const bad = new Set(['FAILURE', 'WARNING']);

function count(checks, matches) {
  const counts = new Map();
  for (const check of checks) if (matches(check)) counts.set(keyOf(check), (counts.get(keyOf(check)) ?? 0) + 1);
  return counts;
}

/** Keys whose count in `more` exceeds the one in `less`, with both counts. */
function excess(more, less) {
  return [...more].filter(([key, n]) => n > (less.get(key) ?? 0)).map(([key, n]) => ({ key, more: n, less: less.get(key) ?? 0 }));
}

/**
 * The differences for the worse of `through` against `direct`, as {scenario, check, what}:
 * a check that passed more often directly, or one that newly fails or warns.
 */
export function differences(direct, through) {
  const passed = checks => count(checks, ({ status }) => status === 'SUCCESS');
  const failed = checks => count(checks, ({ status }) => bad.has(status));
  const lost = excess(passed(direct), passed(through)).map(({ key, more, less }) => ({ key, what: `passes ${less} of ${more} times` }));
  const gained = excess(failed(through), failed(direct)).map(({ key, more, less }) => ({ key, what: `fails ${more} times, directly ${less}` }));
  const messages = new Map(through.filter(check => bad.has(check.status)).map(check => [keyOf(check), check.message]));
  return [...lost, ...gained].map(({ key, what }) => {
    const [scenario, check] = key.split(' ');
    return { scenario, check, what, message: messages.get(key) };
  });
}

/** Splits differences of one revision by the allowed ones; `stale` are allowed ones that did not occur. */
export function judge(found, allowed) {
  const covers = (rule, difference) => rule.scenario === difference.scenario && rule.check === difference.check;
  return {
    unexpected: found.filter(difference => !allowed.some(rule => covers(rule, difference))),
    expected: found.filter(difference => allowed.some(rule => covers(rule, difference))),
    stale: allowed.filter(rule => !found.some(difference => covers(rule, difference)))
  };
}
