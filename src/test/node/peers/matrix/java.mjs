// The clients on the Java SDK: all plans in one process, for a JVM each would cost a second a plan.
import { createInterface } from 'node:readline';
import { start } from '../../rig/children.mjs';
import { java } from '../servers.mjs';

const waiting = new Map(); // id of a plan → how its promise ends
let child;
let lastId = 0;

function open() {
  const opened = start(java, ['Client'], { stdin: 'pipe' });
  const end = (id, how) => (how(waiting.get(id)), waiting.delete(id));
  createInterface({ input: opened.stdout }).on('line', line => {
    const { id, seen, error } = JSON.parse(line);
    end(id, ({ resolve, reject }) => (seen ? resolve(seen) : reject(new Error(error))));
  });
  opened.stdin.on('error', () => {}); // `ended` tells more
  opened.ended.then(({ code }) => {
    child = undefined;
    const why = new Error(`the Java clients ended with ${code}: ${opened.log.stderr.slice(-1500)}`);
    for (const id of [...waiting.keys()]) end(id, ({ reject }) => reject(why));
  });
  return opened;
}

/** Runs a plan with a server, {url, authorization} or {command}; gives feature → {value} or {error}. */
export function runJava(server, plan) {
  child ??= open();
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    child.stdin.write(`${JSON.stringify({ id, ...server, plan })}\n`);
  });
}
