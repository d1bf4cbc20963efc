// A server without a cluster, with the interface of a cluster's node (tests/support/cluster_node.mjs). Its data is in SQLite.
import { join } from 'node:path';

import { freePort } from '../support/free_port.mjs';
import { Vestnik } from '../support/vestnik.mjs';

export class LoneNode {
  #vestnik;
  #back = Promise.resolve();
  name = 'lone';

  /** @param {string} program path of vestnikd; @param {object} options; @param {FaultyDisk} disk for its data */
  static async start(program, options, disk) {
    const node = new LoneNode();
    const environment = Object.entries(disk.environment).map(([name, value]) => `${name}=${value}`);
    const placement = { 'net.port': await freePort(), 'storage.url': join(disk.folder, 'vestnik.db') };
    node.#vestnik = await Vestnik.start(program, { ...options, ...placement }, ['env', ...environment]);
    return node;
  }

  get origin() {
    return this.#vestnik.origin;
  }
  get pid() {
    return this.#vestnik.pid;
  }
  get runs() {
    return !this.#vestnik.ended;
  }
  get output() {
    return this.#vestnik.output;
  }

  /** Settles when the server runs; rejects when it has ended by itself, which no scenario allows. */
  async up() {
    await this.#back;
    if (this.#vestnik.ended) throw new Error(`the lone node has ended; it said:\n${this.output}`);
  }

  /** Kills it; it is started again at once. @param {'SIGKILL'} _name no other signal is known here */
  signal(_name) {
    this.#back = this.#vestnik.kill().then(() => this.#vestnik.restart());
  }

  /** Settles when the present life has ended and the next serves. */
  async returns() {
    await this.#vestnik.end();
    await this.#back;
  }

  stop() {
    return this.#vestnik.stop();
  }
}
