import { setTimeout as pause } from 'node:timers/promises';

import { Vestnik } from './vestnik.mjs';

/** A drain takes 15 s at most (docs/cluster.md), but longer under sanitizers. */
const drainPatienceMs = 30_000;

/** A node of a cluster, and a supervisor that starts it again whenever it ends. */
export class ClusterNode {
  #vestnik;
  #onEvent;
  #restartMs;
  #past = '';
  #ending = false;
  #watching = Promise.resolve();
  #up = Promise.resolve();
  /** The value of `--cluster.node`. */
  name;
  /** Where clients reach it. */
  origin;

  /**
   * @param {string} name of the node
   * @param {string} program path of vestnikd
   * @param {Record<string, string|number>} options all its options
   * @param {{origin: string, runner?: string[], restartMs?: number, onEvent?: (event: object) => void}} place where clients
   *   reach it, a command that becomes the program, how long it stays away, and a callback for each `start` and `end`
   */
  constructor(name, program, options, { origin, runner = [], restartMs = 3000, onEvent = () => {} }) {
    Object.assign(this, { name, origin });
    this.#vestnik = new Vestnik(program, { 'cluster.node': name, ...options }, runner);
    this.#restartMs = restartMs;
    this.#onEvent = onEvent;
  }

  /** Starts the node for the first time; rejects when that fails. From then on the node is supervised. */
  async start() {
    await this.#vestnik.restart();
    this.#onEvent({ kind: 'start', node: this.name, pid: this.pid });
    this.#watching = this.#watch();
  }

  async #watch() {
    for (;;) {
      await this.#vestnik.end();
      if (this.#ending) return;
      const back = Promise.withResolvers();
      this.#up = back.promise;
      this.#onEvent({ kind: 'end', node: this.name, code: this.#vestnik.exitCode, signal: this.#vestnik.signalCode });
      while (!(await this.#restarts())) if (this.#ending) return back.resolve();
      this.#onEvent({ kind: 'start', node: this.name, pid: this.pid });
      back.resolve();
    }
  }

  /** Tries to start the node again. @returns whether it serves */
  async #restarts() {
    this.#past += this.#vestnik.output;
    await pause(this.#restartMs);
    if (this.#ending) return false;
    try {
      await this.#vestnik.restart();
      return true;
    } catch {
      return false; // its output says why; the supervisor tries again
    }
  }

  get pid() {
    return this.#vestnik.pid;
  }
  get runs() {
    return !this.#vestnik.ended;
  }
  /** The output of all its lives. */
  get output() {
    return this.#past + this.#vestnik.output;
  }

  /** Lets its next lives run this program. */
  become(program) {
    this.#vestnik.become(program);
  }

  /** Settles when the node serves; at once if it does. */
  up() {
    return this.#up;
  }

  /** Signals its process, if there is one. */
  signal(name) {
    if (this.runs) process.kill(this.pid, name);
  }

  /** Ends this life in order, as an upgrade does; the supervisor starts the next. @returns its duration in ms */
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
    await Promise.resolve(); // the supervisor must notice the end first
    await this.#up;
  }

  /** Ends the node for good and removes its data. */
  async stop() {
    this.#ending = true;
    this.signal('SIGCONT');
    await this.#vestnik.stop(drainPatienceMs);
    await this.#watching;
  }
}
