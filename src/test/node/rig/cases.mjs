// Runs cases one after the other and tells of each; {name, run} each, where `run` gets the world and throws when something is wrong.
import { within } from './children.mjs';

const caseLimitMs = 180_000;

/** Runs those of the cases that are wanted. `options`: only (beginnings of names), list. Sets the exit code. */
export async function runCases(all, { only, list }, startWorld) {
  const cases = all.filter(({ name }) => !only || only.some(start => name.startsWith(start)));
  if (list) return cases.forEach(({ name }) => console.log(name));
  const world = await startWorld();
  const failed = [];
  for (const { name, run } of cases) {
    const started = Date.now();
    const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
    try {
      const remark = await within(caseLimitMs, run(world), name);
      console.log(`pass  ${name}  (${[remark, seconds()].filter(Boolean).join(', ')})`);
    } catch (error) {
      failed.push(name);
      console.log(`FAIL  ${name}  (${seconds()})\n    ${error.message}`);
    }
  }
  await world.stop();
  console.log(`${cases.length - failed.length} passed, ${failed.length} failed`);
  process.exitCode = cases.length === 0 ? 2 : failed.length ? 1 : 0;
}
