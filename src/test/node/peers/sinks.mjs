// The audit trail sent to real receivers, which fail while it comes: each has every entry in the end.
import { entriesOf } from '../rig/ledger.mjs';
import { eventually } from '../rig/children.mjs';
import { startSallyport } from '../rig/sallyport.mjs';
import { modernV2 } from './clients.mjs';
import { openTelemetry, rsyslog, webhook } from './receivers.mjs';
import { assert } from './transcript.mjs';
import { reachThrough } from './world.mjs';

const callers = 4;
const atLeast = 100;
const soonMs = 20_000;
/** A load that is a burst by any rule. */
export const unlimited = { 'per-peer': '1000000/s', 'per-principal': '1000000/s', calls: '1000000/s', repeats: { calls: 1_000_000, 'safe-calls': 1_000_000, within: '1s' } };

/** Calls of several callers until `end()`, whose promise fails where a call did. */
export async function load(spec) {
  const session = await modernV2(spec);
  let going = true;
  const caller = async () => {
    while (going) {
      await session.call('test_simple_text', {});
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  };
  // one that fails while nobody looks yet is heard of at the end
  const all = Promise.allSettled(Array.from({ length: callers }, caller));
  return {
    async end() {
      going = false;
      const failed = (await all).find(({ status }) => status === 'rejected');
      await session.close();
      if (failed) throw failed.reason;
    }
  };
}

/** A receiver that fails in the midst of the stream and comes back has every entry, at least once. */
async function outage(begin, { direct }) {
  const receiver = await begin();
  const home = gateway => entriesOf(gateway.home).length;
  const grows = (probe, more, what) => {
    const before = probe();
    return eventually(() => (probe() >= before + more ? true : undefined), soonMs, what).catch(error => {
      throw new Error(`${error.message}; the receiver said: ${receiver.said().slice(-1000)}`);
    });
  };
  let gateway;
  let calls;
  try {
    receiver.start();
    gateway = await startSallyport({ fixture: direct('fixture') }, { sinks: { far: receiver.sink }, ratelimit: unlimited });
    calls = await load(reachThrough(gateway)('fixture'));
    await grows(() => receiver.received().length, atLeast, 'entries at the receiver');
    await receiver.fail();
    await grows(() => home(gateway), atLeast, 'entries of calls while the receiver is gone');
    receiver.start();
    await grows(() => home(gateway), atLeast, 'entries of calls after its return');
    await calls.end();
    const all = entriesOf(gateway.home);
    assert(all.every(({ n }, index) => n === index), 'the ledger has a gap');
    const missing = () => {
      const there = new Set(receiver.received().map(entry => JSON.stringify(entry)));
      return all.filter(entry => !there.has(JSON.stringify(entry)));
    };
    await eventually(() => (missing().length === 0 ? true : undefined), soonMs, 'all entries at the receiver').catch(error => {
      throw new Error(`${error.message}; ${missing().length} of ${all.length} are missing; the receiver said: ${receiver.said().slice(-1000)}`);
    });
    const numbered = receiver.received().filter(({ n }) => n !== undefined);
    return `${all.length} entries, ${numbered.length - all.length} of them twice`;
  } finally {
    await calls?.end();
    await gateway?.stop();
    await receiver.stop();
  }
}

export const sinkCases = Object.entries({ rsyslog, collector: openTelemetry, webhook }).map(([name, begin]) => ({
  name: `sinks/${name}`,
  throughOnly: true,
  run: world => outage(begin, world)
}));
