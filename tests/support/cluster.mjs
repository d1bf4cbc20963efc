// Several vestnikd that are one service: one database, one authority, one key file.
import { rmSync } from 'node:fs';
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
      await cluster.certify('authority', places.map(({ name }) => name));
      for (const { name, origin, runner, options: own } of places) {
        const given = {
          ...options, ...cluster.certificate(name, 'authority'), 'secrets.key-file': join(cluster.#folder, 'master.key'), ...own,
        };
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

  /** Makes an authority, if there is none of this name, and certificates of these nodes. @returns its folder */
  async certify(authority, names) {
    const folder = join(this.#folder, authority);
    await run([this.#ctl, 'ca', folder, ...names]);
    return folder;
  }

  /** Makes new certificates in place of those that the nodes have; who runs must be told (SIGHUP). */
  async renew() {
    const names = this.nodes.map(({ name }) => name);
    const settings = names.map((name) => this.certificate(name, 'authority'));
    for (const given of settings) for (const what of ['certificate', 'private-key']) rmSync(given[`cluster.${what}`]);
    await this.certify('authority', names);
  }

  /** The settings that name them. */
  certificate(name, authority) {
    const file = (what) => join(this.#folder, authority, what);
    return {
      'cluster.certificate': file(`${name}.pem`), 'cluster.private-key': file(`${name}.key`), 'cluster.authority': file('ca.pem'),
    };
  }

  /** Ends all nodes at once and removes everything. */
  async stop() {
    await Promise.all(this.nodes.map((node) => node.stop()));
    removeScratch(this.#folder);
  }
}
