// Clients that are programs of their own: one process takes all their orders, for a start each would cost a second or more.
import { createInterface } from 'node:readline';
import { environment, start } from '../../rig/children.mjs';

/**
 * A program that reads orders, a line of JSON with an `id` each, and writes what came of each as {id, seen} or {id, error}.
 * Gives a function that has an order carried out and gives what was seen. The program is started with the first one, and anew
 * should it end; its environment is asked for then, when it is known whom to trust.
 */
export function orderTaker(title, command, args, env = () => environment) {
  const waiting = new Map(); // id of an order → how its promise ends
  let child;
  let lastId = 0;

  const end = (id, how) => (how(waiting.get(id)), waiting.delete(id));
  const open = () => {
    const opened = start(command, args, { env: env(), stdin: 'pipe' });
    createInterface({ input: opened.stdout }).on('line', line => {
      const { id, seen, error } = JSON.parse(line);
      end(id, ({ resolve, reject }) => (error === undefined ? resolve(seen) : reject(new Error(error))));
    });
    opened.stdin.on('error', () => {}); // `ended` tells more
    opened.ended.then(({ code }) => {
      child = undefined;
      const why = new Error(`${title} ended with ${code}: ${opened.log.stderr.slice(-1500)}`);
      for (const id of [...waiting.keys()]) end(id, ({ reject }) => reject(why));
    });
    return opened;
  };

  return order => {
    child ??= open();
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      child.stdin.write(`${JSON.stringify({ id, ...order })}\n`);
    });
  };
}
