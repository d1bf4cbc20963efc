// A control group that limits the memory of a node, and of a process beside it, as a container does.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/fs/cgroup';
/** The names in the two versions of control groups in Linux. */
const versions = [
  { root: join(root, 'memory'), limit: 'memory.limit_in_bytes', used: 'memory.usage_in_bytes', kills: 'memory.oom_control' },
  { root, limit: 'memory.max', used: 'memory.current', kills: 'memory.events' },
];
/** A program that allocates memory until it is ended. */
const glutton = 'const eaten = []; setInterval(() => eaten.push(Buffer.alloc(4 << 20, 1)), 10);';

export class MemoryGroup {
  #names = versions.find(({ root }) => existsSync(join(root, 'cgroup.procs')));
  #folder;

  /** Makes a group without a limit. Throws where this is not permitted. @param {string} name a unique one */
  constructor(name) {
    this.#folder = join(this.#names?.root ?? root, `vestnik-${process.pid}-${name}`);
    mkdirSync(this.#folder);
    if (!existsSync(this.#file('limit'))) throw new Error(`memory cannot be limited here: there is no ${this.#file('limit')}`);
  }

  #file(figure) {
    return join(this.#folder, this.#names[figure]);
  }

  /** A command that becomes a program, which is then in the group. */
  get runner() {
    return ['sh', '-c', `echo $$ > ${join(this.#folder, 'cgroup.procs')}; exec "$@"`, 'sh'];
  }

  /** Memory in use, MiB. */
  get used() {
    return Math.ceil(Number(readFileSync(this.#file('used'), 'utf8')) / (1 << 20));
  }

  limit(mib) {
    writeFileSync(this.#file('limit'), String(mib * (1 << 20)));
  }

  /** How often the kernel has killed a process of the group for lack of memory. */
  get kills() {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync(this.#file('kills'), 'utf8'))?.[1] ?? 0);
  }

  /** Starts a process in the group that uses up its memory. @param {number} victim the process for the kernel to kill @returns a function that ends the new process */
  starve(victim) {
    writeFileSync(`/proc/${victim}/oom_score_adj`, '1000');
    const [program, ...args] = [...this.runner, process.execPath, '-e', glutton];
    const child = spawn(program, args, { stdio: 'ignore' });
    return () => child.kill('SIGKILL');
  }

  /** Removes the group; it must be empty. */
  remove() {
    rmdirSync(this.#folder);
  }
}
