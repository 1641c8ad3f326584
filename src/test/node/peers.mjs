// Real clients and servers through Sallyport, each case compared with the same done directly.
// Exit: 0 all passed, 1 some failed, 2 nothing ran or started.
import { parseArgs } from 'node:util';
import { cancellationCases } from './peers/cancellation.mjs';
import { commandCases } from './peers/commands.mjs';
import { eraCases } from './peers/eras.mjs';
import { failureCases } from './peers/failures.mjs';
import { featureCases } from './peers/features.mjs';
import { modernCases } from './peers/modern.mjs';
import { pythonCases } from './peers/python.mjs';
import { referenceCases } from './peers/reference.mjs';
import { startCases } from './peers/run.mjs';
import { searchCases } from './peers/search.mjs';
import { sharingCases } from './peers/sharing.mjs';
import { taskCases } from './peers/tasks.mjs';
import { startWorld } from './peers/world.mjs';
import { main, within } from './rig/children.mjs';

const { values: options } = parseArgs({
  options: {
    direct: { type: 'boolean', default: false }, // without Sallyport, where that means something
    short: { type: 'boolean', default: false }, // without the cases marked long
    only: { type: 'string', multiple: true }, // names, or beginnings of names
    list: { type: 'boolean', default: false }
  }
});
const caseLimitMs = 180_000;

const all = [
  referenceCases,
  modernCases,
  eraCases,
  cancellationCases,
  commandCases,
  pythonCases,
  startCases,
  sharingCases,
  featureCases,
  failureCases,
  taskCases,
  searchCases
].flat();
const cases = all.filter(
  ({ name, long, throughOnly }) =>
    !(options.short && long) && !(options.direct && throughOnly) && (!options.only || options.only.some(start => name.startsWith(start)))
);
await main(async () => (options.list ? cases.forEach(({ name }) => console.log(name)) : runCases()));

async function runCases() {
  const world = await startWorld(options);
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
