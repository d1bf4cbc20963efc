// Several vestnikd that are one service: one database, one authority, one key file.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mjs';
import { ClusterNode } from './cluster_node.mjs';
import { freePort } from './free_port.mjs';
import { removeScratch, scratchFolder } from './scratch.mjs';

/** Places for nodes on loopback, each with ports of its own. */
export async function loopbackPlaces(count) {
  const places = [];
  for (let number = 1; number <= count; ++number) {
    const port = await freePort();
    places.push({
      name: `node${number}`,
      origin: `http://127.0.0.1:${port}`,
      options: { 'net.port': port, 'cluster.address': '127.0.0.1', 'cluster.port': await freePort() },
    });
  }
  return places;
}

export class Cluster {
  /** @type {ClusterNode[]} */
  nodes = [];
  #folder = scratchFolder('cluster');
  #ctl;
  #authorities = 0;
  /** Signs the nodes' certificates; the folder's name. */
  #authority;

  /**
   * Starts a node in each place and waits until all serve.
   * @param {{vestnikd: string|((name: string) => string), vestnikctl: string}} programs
   * @param {{name: string, origin: string, options: object, runner?: string[]}[]} places
   * @param {object} options of all nodes, `storage.url` among them
   * @param {{restartMs?: number, hear?: (event: object) => void}} supervisor as `ClusterNode` has them
   */
  static async start(programs, places, options, supervisor = {}) {
    const cluster = new Cluster();
    try {
      cluster.#ctl = programs.vestnikctl;
      const names = places.map(({ name }) => name);
      cluster.trust(await cluster.newAuthority(names));
      cluster.#show(names);
      for (const { name, origin, runner, options: own } of places) {
        const given = { ...options, ...cluster.#shown(name), 'secrets.key-file': join(cluster.#folder, 'master.key'), ...own };
        const program = typeof programs.vestnikd === 'function' ? programs.vestnikd(name) : programs.vestnikd;
        cluster.nodes.push(new ClusterNode(name, program, given, { origin, runner, ...supervisor }));
      }
      // The first makes tables and key; then all at once.
      const [first, ...others] = cluster.nodes;
      await first.start();
      await Promise.all(others.map((node) => node.start()));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  #file(...path) {
    return join(this.#folder, ...path);
  }

  /** Makes an authority, if there is none of this name, and certificates of these nodes. */
  async certify(authority, names) {
    await run([this.#ctl, 'ca', this.#file(authority), ...names]);
  }

  /** The settings that name them. */
  certificate(name, authority) {
    const file = (what) => this.#file(authority, what);
    return { 'cluster.certificate': file(`${name}.pem`), 'cluster.private-key': file(`${name}.key`), 'cluster.authority': file('ca.pem') };
  }

  /** As `certificate`, of what the nodes themselves show and trust. */
  #shown(name) {
    const file = (what) => this.#file(what);
    return { 'cluster.certificate': file(`${name}.pem`), 'cluster.private-key': file(`${name}.key`), 'cluster.authority': file('trusted.pem') };
  }

  #show(names) {
    for (const name of names) for (const kind of ['pem', 'key']) copyFileSync(this.#file(this.#authority, `${name}.${kind}`), this.#file(`${name}.${kind}`));
  }

  // Who runs must be told of what follows (SIGHUP).

  /** Makes another authority that signs from now on; nobody trusts it yet. @returns its name, for `certify` and `trust` */
  async newAuthority(names = this.nodes.map(({ name }) => name)) {
    this.#authority = `authority ${++this.#authorities}`;
    await this.certify(this.#authority, names);
    return this.#authority;
  }

  /** A file with these authorities. */
  bundle(...authorities) {
    const file = this.#file(`${authorities.join(' and ')}.pem`);
    writeFileSync(file, authorities.map((name) => readFileSync(this.#file(name, 'ca.pem'), 'utf8')).join(''));
    return file;
  }

  /** Whose certificates the nodes take. @param {...string} authorities names */
  trust(...authorities) {
    copyFileSync(this.bundle(...authorities), this.#file('trusted.pem'));
  }

  /** The authority that signs. */
  get authority() {
    return this.#authority;
  }

  /** Gives all nodes new certificates by the authority that signs. */
  async renew() {
    const names = this.nodes.map(({ name }) => name);
    for (const name of names) for (const kind of ['pem', 'key']) rmSync(this.#file(this.#authority, `${name}.${kind}`), { force: true });
    await this.certify(this.#authority, names);
    this.#show(names);
  }

  /** Ends all nodes at once and removes everything. */
  async stop() {
    await Promise.all(this.nodes.map((node) => node.stop()));
    removeScratch(this.#folder);
  }
}
