// Starts the conformance fixture and prints {"url", "pid"} as one line of JSON when it accepts requests.
// PORT (default 0: any free port) chooses the port of 127.0.0.1; --era modern or legacy refuses the other.
// With --stdio it is a stdio server instead.
import { parseArgs } from 'node:util';
import { listen } from './fixture/http.mjs';
import { listenStdio } from './fixture/stdio.mjs';

const { values: options } = parseArgs({ options: { era: { type: 'string', default: 'both' }, stdio: { type: 'boolean', default: false } } });
if (options.stdio) {
  listenStdio(options);
} else {
  const { url, close } = await listen(Number(process.env.PORT ?? 0), options);
  console.log(JSON.stringify({ url, pid: process.pid }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => close().finally(() => process.exit(0)));
}
