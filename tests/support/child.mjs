// Child processes of the tests and the demo.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set();
process.on('exit', () => running.forEach((child) => signalGroup(child, 'SIGKILL')));
// A signal must run the 'exit' handlers, which end processes and remove scratch folders.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Signals the process and its descendants: each child has a process group of its own, which Ctrl-C does not reach. */
function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The process has just ended.
  }
}

/** A server process whose output can be waited for. It ends with this process at the latest. */
export class Child {
  #name;
  #process;
  #output = '';
  #watchers = new Set();

  /** @param {string[]} command program and arguments; @param {object} options as for `spawn` */
  constructor(name, [program, ...args], options = {}) {
    this.#name = name;
    this.#process = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options });
    if (this.pid !== undefined) running.add(this.#process);
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.setEncoding('utf8').on('data', (text) => this.#append(text));
    this.#process.on('error', (error) => this.#append(`\n${error.message}\n`));
    this.#process.on('exit', () => {
      running.delete(this.#process);
      this.#append('');
    });
  }

  get pid() {
    return this.#process.pid;
  }
  get output() {
    return this.#output;
  }
  /** Null while the process runs, and if a signal ended it. */
  get exitCode() {
    return this.#process.exitCode;
  }
  /** The signal that ended the process, if one did. */
  get signalCode() {
    return this.#process.signalCode;
  }
  get ended() {
    return this.pid === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  #append(text) {
    this.#output += text;
    this.#watchers.forEach((watcher) => watcher());
  }

  /** The match of `pattern` in the output, at once or when it comes. Rejects when the process ends first. */
  async says(pattern, timeoutMs = 60_000) {
    const match = await this.#until(() => pattern.exec(this.#output), timeoutMs);
    if (match) return match;
    throw new Error(`${this.#name} did not say ${pattern}; it said:\n${this.#output}`);
  }

  #until(check, timeoutMs) {
    return new Promise((resolve) => {
      const finish = (result) => {
        clearTimeout(timer);
        this.#watchers.delete(watcher);
        resolve(result);
      };
      const watcher = () => {
        const result = check();
        if (result || this.ended) finish(result);
      };
      const timer = setTimeout(() => finish(null), timeoutMs);
      this.#watchers.add(watcher);
      watcher();
    });
  }

  /** Settles when the process has ended for any reason. */
  async end() {
    if (!this.ended) await once(this.#process, 'exit');
  }

  /** Ends the process and waits for its end. A process that does not end is killed after `patienceMs`. */
  async stop(signal = 'SIGTERM', patienceMs = 10_000) {
    if (this.ended) return;
    const end = this.end();
    this.#process.kill(signal);
    const killer = setTimeout(() => signalGroup(this.#process, 'SIGKILL'), patienceMs);
    await end;
    clearTimeout(killer);
  }
}

/** Runs a program to its end. @returns its output; throws an error with the output when the program fails */
export async function run(command, { input = '', ...options } = {}) {
  const [program, ...args] = command;
  const child = spawn(program, args, { ...options, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  child.stdin.on('error', () => {}); // a program may end before it has read everything
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`);
  return output;
}
