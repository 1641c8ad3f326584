#!/usr/bin/env node
// Stands in for Sallyport in the rig's own tests: same commands and flags, a token, and no protection at all.
// $FAKE_FAULT makes it lose something on purpose (see rig/faults.mjs).
import { runCommand } from './rig/fake.mjs';

await runCommand(process.argv.slice(2), process.env.FAKE_FAULT ?? 'none');
