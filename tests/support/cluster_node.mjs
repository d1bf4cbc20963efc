import { setTimeout as pause } from 'node:timers/promises';

import { Vestnik } from './vestnik.mjs';

/** A drain takes 15 s at most (docs/cluster.md); sanitizers make all slower. */
const drainPatienceMs = 30_000;

/** One node of a cluster and its supervisor, which starts it again whenever it ends. */
export class ClusterNode {
  #vestnik;
  #hear;
  #restartMs;
  #past = '';
  #ending = false;
  #watching = Promise.resolve();
  #up = Promise.resolve();
  /** As `--cluster.node` has it. */
  name;
  /** Where clients reach it. */
  origin;

  /**
   * @param {string} name of the node
   * @param {string} program path of vestnikd
   * @param {Record<string, string|number>} options all that it is started with
   * @param {{origin: string, runner?: string[], restartMs?: number, hear?: (event: object) => void}} place where clients
   *   reach it, a command that becomes the program, how long it stays away, and who is told of each `start` and `end`
   */
  constructor(name, program, options, { origin, runner = [], restartMs = 3000, hear = () => {} }) {
    Object.assign(this, { name, origin });
    this.#vestnik = new Vestnik(program, { 'cluster.node': name, ...options }, runner);
    this.#restartMs = restartMs;
    this.#hear = hear;
  }

  /** The first start; rejects when it fails. From then on the node is supervised. */
  async start() {
    await this.#vestnik.restart();
    this.#hear({ what: 'start', node: this.name, pid: this.pid });
    this.#watching = this.#watch();
  }

  async #watch() {
    for (;;) {
      await this.#vestnik.end();
      if (this.#ending) return;
      const back = Promise.withResolvers();
      this.#up = back.promise;
      this.#hear({ what: 'end', node: this.name, code: this.#vestnik.exitCode, signal: this.#vestnik.signalCode });
      while (!(await this.#comesBack())) if (this.#ending) return back.resolve();
      this.#hear({ what: 'start', node: this.name, pid: this.pid });
      back.resolve();
    }
  }

  /** Whether another attempt at starting it has succeeded. */
  async #comesBack() {
    this.#past += this.#vestnik.output;
    await pause(this.#restartMs);
    if (this.#ending) return false;
    try {
      await this.#vestnik.restart();
      return true;
    } catch {
      return false; // its output says why, and it is tried again
    }
  }

  get pid() {
    return this.#vestnik.pid;
  }
  get runs() {
    return !this.#vestnik.ended;
  }
  /** What all its lives have written. */
  get output() {
    return this.#past + this.#vestnik.output;
  }

  /** Which program its next lives run. */
  become(program) {
    this.#vestnik.become(program);
  }

  /** Settles when it serves, at once if it does. */
  up() {
    return this.#up;
  }

  /** To its process, if there is one. */
  signal(name) {
    if (this.runs) process.kill(this.pid, name);
  }

  /** Ends this life in order, as an upgrade does; the supervisor starts the next. @returns ms that it took */
  async drain() {
    const began = performance.now();
    await this.#vestnik.drain(drainPatienceMs);
    return performance.now() - began;
  }

  /** Settles when the present life has ended. */
  ended() {
    return this.#vestnik.end();
  }

  /** Settles when the present life has ended and the next serves. */
  async returns() {
    await this.#vestnik.end();
    await Promise.resolve(); // for the supervisor to notice
    await this.#up;
  }

  /** Ends it for good and removes its data. */
  async stop() {
    this.#ending = true;
    this.signal('SIGCONT');
    await this.#vestnik.stop(drainPatienceMs);
    await this.#watching;
  }
}
