// The reference servers with both SDK generations as legacy clients.
import { eventually } from '../rig/children.mjs';
import { legacyV1, legacyV2 } from './clients.mjs';
import { asksForRoots, listAll, scripts } from './scripts.mjs';
import { resetFiles, roots, stdioServers } from './servers.mjs';
import { Transcript, assert, assertSame } from './transcript.mjs';

/** Some servers ask for roots by themselves a while after the start; that must not fall into a step. */
export const rootsAsked = ({ asked }) => eventually(() => asked.find(({ method }) => method === 'roots/list'), 20_000, 'question for roots');

/** Runs a script in one session against a specification. */
export async function transcribe(connect, spec, script) {
  resetFiles();
  const session = await connect(spec, { roots });
  try {
    if (asksForRoots.has(script)) await rootsAsked(session);
    const transcript = new Transcript(session, spec.guarded);
    const listed = await listAll(transcript, session);
    await script(transcript, session);
    const untouched = listed.filter(name => !transcript.called.has(name));
    assert(untouched.length === 0, `tools without a call: ${untouched.join(', ')}`);
    return transcript;
  } finally {
    await session.close();
  }
}

/** The same session directly and through Sallyport gives the same, as far as `view` shows of each step. */
export async function sameSession(connect, direct, through, script, view = entry => entry) {
  const [expected, actual] = [await transcribe(connect, direct, script), await transcribe(connect, through, script)];
  for (const { steps } of [expected, actual]) steps.forEach((entry, label) => steps.set(label, view(entry)));
  assertSame(expected, actual);
  return `${expected.steps.size} steps`;
}

const clients = { 'sdk-v1': legacyV1, 'sdk-v2': legacyV2 };

export const referenceCases = Object.entries(clients).flatMap(([sdk, connect]) => [
  ...Object.keys(stdioServers).map(server => ({
    name: `${server}/stdio/${sdk}`,
    long: sdk === 'sdk-v2',
    run: ({ direct, through }) => sameSession(connect, direct(server), through(server), scripts[server])
  })),
  {
    name: `everything/http/${sdk}`,
    long: sdk === 'sdk-v1',
    run: ({ direct, through }) => sameSession(connect, direct('everything-http'), through('everything-http'), scripts.everything)
  }
]);
