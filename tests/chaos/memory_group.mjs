// A control group that limits the memory of a node and of who is put beside it, as a container does.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/fs/cgroup';
/** Names of the two versions of control groups that Linux has. */
const versions = [
  { root: join(root, 'memory'), limit: 'memory.limit_in_bytes', used: 'memory.usage_in_bytes', kills: 'memory.oom_control' },
  { root, limit: 'memory.max', used: 'memory.current', kills: 'memory.events' },
];
/** Eats memory until it is ended. */
const glutton = 'const eaten = []; setInterval(() => eaten.push(Buffer.alloc(4 << 20, 1)), 10);';

export class MemoryGroup {
  #names = versions.find(({ root }) => existsSync(join(root, 'cgroup.procs')));
  #folder;

  /** Without a limit yet. Throws where this is not permitted. @param {string} name of its own */
  constructor(name) {
    this.#folder = join(this.#names?.root ?? root, `vestnik-${process.pid}-${name}`);
    mkdirSync(this.#folder);
    if (!existsSync(this.#file('limit'))) throw new Error(`memory cannot be limited here: there is no ${this.#file('limit')}`);
  }

  #file(what) {
    return join(this.#folder, this.#names[what]);
  }

  /** A command that puts into it the program that it becomes. */
  get runner() {
    return ['sh', '-c', `echo $$ > ${join(this.#folder, 'cgroup.procs')}; exec "$@"`, 'sh'];
  }

  /** In MiB. */
  get used() {
    return Math.ceil(Number(readFileSync(this.#file('used'), 'utf8')) / (1 << 20));
  }

  limit(mib) {
    writeFileSync(this.#file('limit'), String(mib * (1 << 20)));
  }

  /** How often the kernel has killed somebody in it for want of memory. */
  get kills() {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync(this.#file('kills'), 'utf8'))?.[1] ?? 0);
  }

  /** Somebody in it eats up what is left. @param {number} victim the process that the kernel is to choose @returns a function that ends him */
  starve(victim) {
    writeFileSync(`/proc/${victim}/oom_score_adj`, '1000');
    const [program, ...args] = [...this.runner, process.execPath, '-e', glutton];
    const child = spawn(program, args, { stdio: 'ignore' });
    return () => child.kill('SIGKILL');
  }

  /** When nobody is in it any more. */
  remove() {
    rmdirSync(this.#folder);
  }
}
