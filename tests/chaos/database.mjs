// The database of a cluster under test: its address for the nodes, proxies in front of it, its standby.
import { setTimeout as pause } from 'node:timers/promises';

import { Postgres } from '../support/postgres.mjs';
import { Proxy } from './proxy.mjs';

/** Ports on the harness's side of the network: of the primary and of its standby, if there is one. */
const ports = [25_432, 25_433];

export class Database {
  #ends = [];
  #network;
  #needs;
  /** The server that takes writes. */
  postgres;
  standby;
  /** Proxies in front of the database by the name of their node, when the scenario needs them. */
  proxies = new Map();
  #disk;

  /** @param {Network} network of the nodes; @param {Set<string>} needs as for `Stage.build`; @param {FaultyDisk} [disk] for its tables */
  static async start(network, needs, disk) {
    const database = new Database();
    database.#network = network;
    database.#needs = needs;
    database.#disk = disk;
    try {
      database.postgres = await Postgres.start(database.#place(ports[0]));
      if (needs.has('standby')) await database.replicate();
    } catch (error) {
      await database.stop();
      throw error;
    }
    return database;
  }

  #place(port) {
    const { address, range } = this.#network;
    return { address, port, network: range, tablespace: this.#disk?.folder, environment: this.#disk?.environment };
  }

  /** The port of the server that takes writes. */
  get port() {
    return this.postgres.at.port;
  }

  /** The URL for a node. The node's name is in it, so that the database knows which node writes. */
  async urlFor(name) {
    const { address } = this.#network;
    let at = [`${address}:${ports[0]}`];
    if (this.#needs.has('standby')) at = ports.map((port) => `${address}:${port}`);
    if (this.#needs.has('database proxies')) {
      const proxy = await Proxy.to({ address, port: ports[0] }, address);
      this.proxies.set(name, proxy);
      this.#ends.push(() => proxy.close());
      at = [`${address}:${proxy.port}`];
    }
    return `postgresql://vestnik@${at}/vestnik?application_name=${name}&sslmode=disable`;
  }

  /** Runs SQL as superuser in the nodes' database. @returns as `Postgres.sql` */
  sql(text) {
    return this.postgres.sql(text, this.postgres.url);
  }

  /** Makes a standby, unless there is one. From now on a commit succeeds only after it is on the standby's disk. */
  async replicate() {
    const port = ports.find((candidate) => candidate !== this.port);
    this.standby ??= await this.postgres.replicate(this.#place(port));
  }

  /** Kills the primary for good, and promotes its standby `awayMs` later. */
  async failOver(awayMs) {
    const lost = this.postgres;
    this.#ends.push(() => lost.stop());
    await lost.kill();
    await pause(awayMs);
    await this.standby.promote();
    this.postgres = this.standby;
    this.standby = undefined;
  }

  async stop() {
    await this.standby?.stop();
    await this.postgres?.stop();
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}
