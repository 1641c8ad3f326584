// A client on the MCP Python SDK in both eras. (A Python server is among the reference cases.)
import { join } from 'node:path';
import { environment, root, run } from '../rig/children.mjs';
import { unknown } from './scripts.mjs';
import { python } from './servers.mjs';
import { assert, assertSame, masked } from './transcript.mjs';

/** What the client got, in the form of a transcript. */
async function pythonClient({ url, headers, guarded }, mode) {
  const env = { ...environment, AUTHORIZATION: headers?.Authorization ?? '' };
  const { code, stdout, stderr } = await run(python, [join(root, 'peers/python_client.py'), url, mode], { env });
  assert(code === 0, `the Python client ended with ${code}: ${stderr.slice(-1500)}`);
  return { steps: new Map(Object.entries(masked(JSON.parse(stdout)))), refused: new Map([['no_such_tool', unknown.refused]]), guarded };
}

async function samePython(mode, { direct, through }) {
  const expected = await pythonClient(direct('fixture'), mode);
  assertSame(expected, await pythonClient(through('fixture'), mode));
  return `${expected.steps.size} steps`;
}

export const pythonCases = ['auto', 'legacy'].map(mode => ({ name: `python-client/${mode}`, long: mode === 'legacy', run: world => samePython(mode, world) }));
