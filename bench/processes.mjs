// What the kernel knows of processes (proc(5)).
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** The fields after the name, which may have spaces: state, parent … */
function statOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Seconds that all threads of these processes have used. */
export function processorSeconds(pids) {
  const ticks = pids.map((pid) => {
    const stat = statOf(pid);
    return Number(stat[11]) + Number(stat[12]);
  });
  return ticks.reduce((sum, one) => sum + one, 0) / ticksPerSecond;
}

/** The same of a process, of those that it has started, and of those of them that have ended. */
export function familySeconds(pid) {
  const stat = statOf(pid);
  const children = readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && statOf(name)[1] === String(pid);
    } catch {
      return false; // it has just ended
    }
  });
  return processorSeconds([pid, ...children]) + (Number(stat[13]) + Number(stat[14])) / ticksPerSecond;
}

export function residentMiB(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/** How many processes wanted a processor in the last minute. */
export const load = () => readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
