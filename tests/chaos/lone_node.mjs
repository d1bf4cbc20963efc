// A server that is nobody's node, where a node is expected (tests/support/cluster_node.mjs): it keeps its data in SQLite.
import { join } from 'node:path';

import { freePort } from '../support/free_port.mjs';
import { Vestnik } from '../support/vestnik.mjs';

export class LoneNode {
  #vestnik;
  name = 'lone';

  /** @param {string} program path of vestnikd; @param {object} options; @param {FaultyDisk} disk for its data */
  static async start(program, options, disk) {
    const node = new LoneNode();
    const environment = Object.entries(disk.environment).map(([name, value]) => `${name}=${value}`);
    const own = { 'net.port': await freePort(), 'storage.url': join(disk.folder, 'vestnik.db') };
    node.#vestnik = await Vestnik.start(program, { ...options, ...own }, ['env', ...environment]);
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

  /** Settles when it serves; rejects when it has ended, which nothing here explains. */
  async up() {
    if (this.#vestnik.ended) throw new Error(`the lone node has ended; it said:\n${this.output}`);
  }

  stop() {
    return this.#vestnik.stop();
  }
}
