// Several vestnikd that form one service: one database, one certificate authority, one key file.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './child.mjs';
import { ClusterNode } from './cluster_node.mjs';
import { freePort } from './free_port.mjs';
import { removeScratch, scratchFolder } from './scratch.mjs';

/** Places for nodes on loopback, each with its own ports. */
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
  /** The authority that signs the nodes' certificates: the name of its folder. */
  #authority;

  /**
   * Starts a node in each place and waits until all serve.
   * @param {{vestnikd: string|((name: string) => string), vestnikctl: string}} programs
   * @param {{name: string, origin: string, options: object, runner?: string[]}[]} places
   * @param {object} options of all nodes, `storage.url` among them
   * @param {{restartMs?: number, onEvent?: (event: object) => void}} supervisor as for `ClusterNode`
   */
  static async start(programs, places, options, supervisor = {}) {
    const cluster = new Cluster();
    try {
      cluster.#ctl = programs.vestnikctl;
      const names = places.map(({ name }) => name);
      cluster.trust(await cluster.newAuthority(names));
      cluster.#show(names);
      for (const { name, origin, runner, options: placeOptions } of places) {
        const nodeOptions = { ...options, ...cluster.#shown(name), 'secrets.key-file': join(cluster.#folder, 'master.key'), ...placeOptions };
        const program = typeof programs.vestnikd === 'function' ? programs.vestnikd(name) : programs.vestnikd;
        cluster.nodes.push(new ClusterNode(name, program, nodeOptions, { origin, runner, ...supervisor }));
      }
      // The first node makes the tables and the key; then the others start at once.
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

  /** Makes certificates of these nodes, and their authority if there is none of this name. */
  async certify(authority, names) {
    await run([this.#ctl, 'ca', this.#file(authority), ...names]);
  }

  /** The settings that name a node's certificate. */
  certificate(name, authority) {
    const file = (fileName) => this.#file(authority, fileName);
    return { 'cluster.certificate': file(`${name}.pem`), 'cluster.private-key': file(`${name}.key`), 'cluster.authority': file('ca.pem') };
  }

  /** As `certificate`, for the files that the nodes of this cluster use. */
  #shown(name) {
    const file = (fileName) => this.#file(fileName);
    return { 'cluster.certificate': file(`${name}.pem`), 'cluster.private-key': file(`${name}.key`), 'cluster.authority': file('trusted.pem') };
  }

  #show(names) {
    for (const name of names) for (const kind of ['pem', 'key']) copyFileSync(this.#file(this.#authority, `${name}.${kind}`), this.#file(`${name}.${kind}`));
  }

  // After each of the following changes, running nodes must get SIGHUP.

  /** Makes a new authority, which signs from now on; no node trusts it yet. @returns its name, for `certify` and `trust` */
  async newAuthority(names = this.nodes.map(({ name }) => name)) {
    this.#authority = `authority ${++this.#authorities}`;
    await this.certify(this.#authority, names);
    return this.#authority;
  }

  /** Writes a file with the certificates of these authorities. @returns its path */
  bundle(...authorities) {
    const file = this.#file(`${authorities.join(' and ')}.pem`);
    writeFileSync(file, authorities.map((name) => readFileSync(this.#file(name, 'ca.pem'), 'utf8')).join(''));
    return file;
  }

  /** Lets the nodes accept certificates of these authorities only. @param {...string} authorities names */
  trust(...authorities) {
    copyFileSync(this.bundle(...authorities), this.#file('trusted.pem'));
  }

  /** The name of the authority that signs. */
  get authority() {
    return this.#authority;
  }

  /** Gives all nodes new certificates of the authority that signs. */
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
