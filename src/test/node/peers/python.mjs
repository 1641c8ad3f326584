// A client on the MCP Python SDK in both eras. (A Python server is among the reference cases.)
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { environment, root, run } from '../rig/children.mjs';
import { python } from './servers.mjs';
import { assert } from './transcript.mjs';

async function pythonClient({ url, headers }, mode) {
  const env = { ...environment, AUTHORIZATION: headers?.Authorization ?? '' };
  const { code, stdout, stderr } = await run(python, [join(root, 'peers/python_client.py'), url, mode], { env });
  assert(code === 0, `the Python client ended with ${code}: ${stderr.slice(-1500)}`);
  return JSON.parse(stdout);
}

async function samePython(mode, { direct, through }) {
  const expected = await pythonClient(direct('fixture'), mode);
  const actual = await pythonClient(through('fixture'), mode);
  const different = Object.keys(expected).filter(step => !isDeepStrictEqual(actual[step], expected[step]));
  const shown = different.map(step => `${step}: ${JSON.stringify(actual[step])} instead of ${JSON.stringify(expected[step])}`.slice(0, 800));
  assert(different.length === 0, shown.join('\n    '));
  return `${Object.keys(expected).length} steps`;
}

export const pythonCases = ['auto', 'legacy'].map(mode => ({ name: `python-client/${mode}`, long: mode === 'legacy', run: world => samePython(mode, world) }));
