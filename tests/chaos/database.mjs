// The database of a cluster on stage: where the nodes reach it, what stands in their way to it, its standby.
import { setTimeout as pause } from 'node:timers/promises';

import { Postgres } from '../support/postgres.mjs';
import { Proxy } from './proxy.mjs';

/** On the harness's side of the network; those of the primary and, where there is one, its standby. */
const ports = [25_432, 25_433];

export class Database {
  #ends = [];
  #network;
  #needs;
  /** The one that takes writes. */
  postgres;
  standby;
  /** Before each node's database, by its name, when the scenario needs them. */
  proxies = new Map();
  #disk;

  /** @param {Network} network to be reached in; @param {Set<string>} needs as of `Stage.build`; @param {FaultyDisk} [disk] for its tables */
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

  /** Where it takes writes. */
  get port() {
    return this.postgres.at.port;
  }

  /** What a node of this name is to connect with; its name tells the database who writes. */
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

  /** Runs SQL as superuser among the nodes' tables. @returns as `Postgres.sql` */
  sql(text) {
    return this.postgres.sql(text, this.postgres.url);
  }

  /** Gives it a standby, unless it has one: from now on nothing is committed that the standby has not on its disk. */
  async replicate() {
    const port = ports.find((one) => one !== this.port);
    this.standby ??= await this.postgres.replicate(this.#place(port));
  }

  /** The primary dies and never returns; `awayMs` later its standby has become the primary. */
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
