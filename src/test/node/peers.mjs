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
import { sinkCases } from './peers/sinks.mjs';
import { taskCases } from './peers/tasks.mjs';
import { telemetryCases } from './peers/telemetry.mjs';
import { tourCases } from './peers/tour.mjs';
import { startWorld } from './peers/world.mjs';
import { runCases } from './rig/cases.mjs';
import { main } from './rig/children.mjs';

const { values: options } = parseArgs({
  options: {
    direct: { type: 'boolean', default: false }, // without Sallyport, where that means something
    short: { type: 'boolean', default: false }, // without the cases marked long
    only: { type: 'string', multiple: true }, // names, or beginnings of names
    list: { type: 'boolean', default: false }
  }
});

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
  sinkCases,
  telemetryCases,
  taskCases,
  tourCases,
  searchCases
].flat();
const cases = all.filter(({ long, throughOnly }) => !(options.short && long) && !(options.direct && throughOnly));
await main(() => runCases(cases, options, () => startWorld(options)));
