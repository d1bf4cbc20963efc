// A network for nodes: a namespace for each, joined by a bridge. On the bridge's side are the harness, the clients and the
// database. Connections are cut by iptables inside a node's namespace.
import { spawnSync } from 'node:child_process';

import { run } from '../support/child.mjs';

/** Each node's server listens on the loopback of its namespace, where people may sign in without TLS; clients are forwarded to it. */
const clientPort = 8080;
const clusterPort = 7420;

const networks = new Set();
process.on('exit', () => networks.forEach((network) => network.remove()));

/** One node's part of the network. */
class Segment {
  #space;
  #bridge;
  name;
  address;

  constructor(name, space, address, bridge) {
    Object.assign(this, { name, address });
    this.#space = space;
    this.#bridge = bridge;
  }

  get #inside() {
    return ['ip', 'netns', 'exec', this.#space];
  }

  /** The place of the node for tests/support/cluster.mjs. */
  get place() {
    return {
      name: this.name,
      origin: `http://${this.address}:${clientPort}`,
      options: {
        'net.address': '127.0.0.1', 'net.port': clientPort, 'cluster.address': this.address, 'cluster.port': clusterPort,
      },
      runner: this.#inside,
    };
  }

  async raise(outer, inner) {
    const ip = (...args) => run(['ip', ...args]);
    await ip('netns', 'add', this.#space);
    await ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', this.#space);
    await ip('link', 'set', outer, 'master', this.#bridge.name, 'up');
    for (const [device, address] of [['lo'], [inner, `${this.address}/24`]]) {
      if (address) await run([...this.#inside, 'ip', 'address', 'add', address, 'dev', device]);
      await run([...this.#inside, 'ip', 'link', 'set', device, 'up']);
    }
    await run([...this.#inside, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet']);
    await run([...this.#inside, 'iptables', '-w', '-t', 'nat', '-A', 'PREROUTING', '-p', 'tcp', '--dport', String(clientPort),
      '-j', 'DNAT', '--to-destination', `127.0.0.1:${clientPort}`]);
  }

  async #rule(chain, ...rule) {
    await run([...this.#inside, 'iptables', '-w', '-A', chain, ...rule, '-j', 'DROP']);
  }

  /** Drops packets that come from these. */
  async deafen(others) {
    for (const { address } of others) await this.#rule('INPUT', '-s', address);
  }

  /** Drops packets to and from these. */
  async part(others) {
    await this.deafen(others);
    for (const { address } of others) await this.#rule('OUTPUT', '-d', address);
  }

  /** Drops packets to and from a port of the bridge's side, such as that of the database. */
  async partFromPort(port) {
    await this.#rule('OUTPUT', '-d', this.#bridge.address, '-p', 'tcp', '--dport', String(port));
    await this.#rule('INPUT', '-s', this.#bridge.address, '-p', 'tcp', '--sport', String(port));
  }

  /** Drops some packets from these. @param {number} share of all */
  async lose(others, share) {
    for (const { address } of others)
      await this.#rule('INPUT', '-s', address, '-m', 'statistic', '--mode', 'random', '--probability', String(share));
  }

  /** Removes all these rules. */
  async heal() {
    for (const chain of ['INPUT', 'OUTPUT']) await run([...this.#inside, 'iptables', '-w', '-F', chain]);
  }

  remove() {
    spawnSync('ip', ['netns', 'delete', this.#space]);
  }
}

export class Network {
  /** The address of the harness's side, and the range of all addresses. */
  address;
  range;
  /** @type {Segment[]} */
  segments = [];
  name = `vn${process.pid}`;
  #part = `10.77.${(process.pid % 250) + 1}`;

  /** @param {string[]} names of the nodes. Rejects where this is not permitted. */
  static async raise(names) {
    const network = new Network();
    networks.add(network);
    network.address = `${network.#part}.1`;
    network.range = `${network.#part}.0/24`;
    try {
      await run(['ip', 'link', 'add', network.name, 'type', 'bridge']);
      await run(['ip', 'address', 'add', `${network.address}/24`, 'dev', network.name]);
      await run(['ip', 'link', 'set', network.name, 'up']);
      for (const name of names) await network.add(name);
    } catch (error) {
      network.remove();
      throw new Error(`the chaos tests need network namespaces and iptables, and root; here they are not permitted or missing:\n${error.message}`);
    }
    return network;
  }

  /** Adds a segment. */
  async add(name) {
    const number = this.segments.length + 1;
    const segment = new Segment(name, `${this.name}-${name}`, `${this.#part}.${10 + number}`, this);
    this.segments.push(segment);
    await segment.raise(`${this.name}n${number}`, 'eth0');
    return segment;
  }

  get places() {
    return this.segments.map(({ place }) => place);
  }

  of(name) {
    return this.segments.find((segment) => segment.name === name);
  }

  /** All segments but this one. */
  others(name) {
    return this.segments.filter((segment) => segment.name !== name);
  }

  async heal() {
    for (const segment of this.segments) await segment.heal();
  }

  remove() {
    networks.delete(this);
    for (const segment of this.segments) segment.remove();
    spawnSync('ip', ['link', 'delete', this.name]);
  }
}
