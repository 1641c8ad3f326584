// What processes there are, as the operating system tells.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** All processes below a process, as {pid, command}. */
export function descendants(ancestor) {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(line => /^ *(\d+) +(\d+) +(\S+) +(.*)$/.exec(line))
    .filter(found => found && !found[3].startsWith('Z'))
    .map(([, pid, parent, , command]) => ({ pid: Number(pid), parent: Number(parent), command }));
  const below = [];
  const queue = [ancestor];
  while (queue.length) {
    const children = all.filter(({ parent }) => parent === queue[0]);
    below.push(...children);
    queue.splice(0, 1, ...children.map(({ pid }) => pid));
  }
  return below;
}

/** How many threads a process has; undefined where the system does not tell. */
export function threads(pid) {
  try {
    return Number(/^Threads:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
  } catch {
    return undefined;
  }
}

/** Whether a process runs. */
export function alive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Done when the same descendants have been there for two seconds: the gateway has started what it asks on its own behalf. */
export async function settledProcesses(pid, patienceMs = 20_000) {
  const all = () => descendants(pid).map(({ pid }) => pid).sort().join(' ');
  const until = Date.now() + patienceMs;
  let before;
  for (let same = 0; same < 2 && Date.now() < until; ) {
    same = before === (before = all()) ? same + 1 : 0;
    await new Promise(resolve => setTimeout(resolve, 1000));
  }
}
