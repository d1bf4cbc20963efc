// Figures of processes from the kernel (proc(5)).
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** The fields after the name, which may contain spaces: state, parent … */
function statOf(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Processor seconds used by all threads of these processes. */
export function processorSeconds(pids) {
  const ticks = pids.map((pid) => {
    const stat = statOf(pid);
    return Number(stat[11]) + Number(stat[12]);
  });
  return ticks.reduce((sum, count) => sum + count, 0) / ticksPerSecond;
}

/** Processor seconds of a process, its children, and its ended children. */
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

/** The load average of the last minute. */
export const load = () => readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
