// The cost of a cluster in comparison with a single node, and how long its rooms are unavailable when they move. One
// PostgreSQL on the same machine; everything over loopback.
//
//     node bench/cluster.mjs VESTNIKD VESTNIKCTL [--listeners N] [--rounds N] [--drains N] [--kills N]
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { Cluster, loopbackPlaces } from '../tests/support/cluster.mjs';
import { Postgres } from '../tests/support/postgres.mjs';
import { scratchFolder } from '../tests/support/scratch.mjs';
import { Vestnik } from '../tests/support/vestnik.mjs';
import { WireClient } from '../tests/support/wire_client.mjs';
import { Audience, clock } from './audience.mjs';
import { median, quantile, row } from './figures.mjs';
import { familySeconds, load, processorSeconds, residentMiB } from './processes.mjs';
import { SteadyWriter } from './steady_writer.mjs';

const textBytes = 200;
const idleMs = 10_000;
const messagesPerRound = { 1: 150, 16: 480 };
const sentForLatency = 1000;
/** Each pair of them has a dialog: 66 rooms. */
const people = 12;
const everyMs = 100;
/** Pause after a fault, until its effects are over. */
const calmMs = 1500;

/** High limits, which must not stop the benchmark, and cheap password hashes. */
const settings = {
  'limits.messages-per-second': 10_000,
  'limits.message-burst': 100_000,
  'limits.user-messages-per-second': 100_000,
  'limits.user-message-burst': 1_000_000,
  'limits.address-requests-per-second': 100_000,
  'limits.address-request-burst': 1_000_000,
  'limits.sockets-per-user': 1000,
  'accounts.address-attempts-per-minute': 100_000,
  'accounts.argon2-memory': '19MiB',
  'accounts.argon2-passes': 1,
  'cluster.drain-spread': '500ms',
};

const usual = { type: 'string' };
const { positionals: [vestnikd, vestnikctl], values } = parseArgs({
  allowPositionals: true,
  options: {
    listeners: { ...usual, default: '300' }, rounds: { ...usual, default: '5' },
    drains: { ...usual, default: '6' }, kills: { ...usual, default: '21' },
  },
});
const [listeners, rounds, drains, kills] = ['listeners', 'rounds', 'drains', 'kills'].map((name) => Number(values[name]));

const ends = [];
const web = scratchFolder('web');
writeFileSync(join(web, 'index.html'), '<!doctype html>');

// -- people and services --------------------------------------------------------------------------------------------------

async function register(origin, login) {
  const person = new WireClient(origin);
  await person.register({ login, name: login, password: 'a green door at six' });
  return person;
}

async function socketOf(person, origin) {
  const socket = person.sibling();
  await socket.connect(origin);
  return socket;
}

/** A service, and a speaker with a socket at each of its nodes. */
class Service {
  static async open(servers, postgres, url, ports) {
    const service = new Service();
    Object.assign(service, { servers, postgres, url, ports, audiences: 0, sockets: new Map() });
    service.speaker = await register(servers[0].origin, 'speaker');
    for (const { origin } of servers) service.sockets.set(origin, await socketOf(service.speaker, origin));
    return service;
  }

  get pids() {
    return this.servers.map(({ pid }) => pid);
  }

  /** The node that has the chat. */
  async ownerOf(chat) {
    if (this.servers.length === 1) return this.servers[0];
    const owner = await this.postgres.sql(`SELECT owner FROM rooms WHERE kind = 1 AND id = ${chat}`, this.url);
    return this.servers.find(({ name }) => name === owner);
  }

  /**
   * A chat of the speaker with a new audience.
   * @param {(owner: object, others: object[]) => object[]} where chooses the nodes for the sockets, in turn
   * @param {(owner: object, others: object[]) => object} from chooses the node to which the speaker sends
   */
  async chat(size, where, from = (owner) => owner) {
    const audience = await Audience.register(this.servers[0].origin, `audience.${++this.audiences}`);
    ends.push(() => audience.leave());
    const first = this.sockets.get(this.servers[0].origin);
    const { chat: { id } } = await first.write('chats', 'dialog', { user: audience.user.id });
    await first.ask('chats', 'history', { chat: id, limit: 1 }); // so that a node has the room
    const owner = await this.ownerOf(id);
    const others = this.servers.filter((server) => server !== owner);
    const nodes = where(owner, others);
    await audience.follow(id, Array.from({ length: size }, (_, i) => nodes[i % nodes.length].origin));
    const socket = this.sockets.get(from(owner, others).origin);
    return { id, audience, socket, sent: 0 };
  }
}

/** Sends so many messages at once, and waits until all sockets have received them and all are acknowledged. @returns times in ms */
async function say(chat, count) {
  const begin = clock();
  const acks = Array.from({ length: count }, () => chat.socket.write('chats', 'send', {
    chat: chat.id, text: `${++chat.sent} `.padEnd(textBytes, 'x'),
  }));
  const acked = Promise.all(acks).then(() => clock());
  const delivered = await chat.audience.received(chat.sent);
  return { acked: (await acked) - begin, delivered: delivered - begin };
}

/** Bytes sent over the links between nodes, in both directions, with TLS. */
function linkBytes({ ports }) {
  if (ports.length === 0) return 0;
  const filter = ports.flatMap((port) => ['or', 'sport', '=', `:${port}`, 'or', 'dport', '=', `:${port}`]).slice(1);
  const output = execFileSync('ss', ['-tinH', 'state', 'established', '(', ...filter, ')'], { encoding: 'utf8' });
  return [...output.matchAll(/bytes_sent:(\d+)/g)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

// -- measurements ------------------------------------------------------------------------------------------------

async function measureIdle(services, postgres) {
  const before = services.map((service) => ({ cpu: processorSeconds(service.pids), bytes: linkBytes(service) }));
  const database = familySeconds(postgres.pid);
  await pause(idleMs);
  const seconds = idleMs / 1000;
  console.log('\nNobody talks');
  row('', ['% of a core', 'MiB', 'link bytes/s'], 14);
  services.forEach((service, i) => {
    const { pids } = service;
    service.idle = (processorSeconds(pids) - before[i].cpu) / seconds;
    const bytes = (linkBytes(service) - before[i].bytes) / seconds / (service.ports.length || 1);
    const memory = pids.reduce((sum, pid) => sum + residentMiB(pid), 0) / pids.length;
    row(pids.length === 1 ? 'one node, alone' : `each of ${pids.length} nodes`,
      [((service.idle / pids.length) * 100).toFixed(2), memory.toFixed(1), bytes.toFixed(0)], 14);
  });
  row('PostgreSQL, for all of them', [(((familySeconds(postgres.pid) - database) / seconds) * 100).toFixed(2)], 14);
}

/** One round of one case. @returns µs of all nodes per delivery, µs of PostgreSQL and link bytes per message */
async function deliver({ service, chat }, postgres, burst) {
  const messages = messagesPerRound[burst];
  const database = familySeconds(postgres.pid);
  const bytes = linkBytes(service);
  const cpu = processorSeconds(service.pids);
  const begin = clock();
  for (let sent = 0; sent < messages; sent += burst) await say(chat, burst);
  const idle = (service.idle * (clock() - begin)) / 1000;
  return {
    each: ((processorSeconds(service.pids) - cpu - idle) / messages / listeners) * 1e6,
    database: ((familySeconds(postgres.pid) - database) / messages) * 1e6,
    bytes: (linkBytes(service) - bytes) / messages,
  };
}

async function measureDeliveries(cases, postgres) {
  for (const burst of [1, 16]) {
    console.log(`\nOne chat to ${listeners} sockets, ${textBytes} bytes, ${burst} at a time, median of ${rounds} rounds (load ${load()})`);
    row('', ['µs each', 'ratio', 'PostgreSQL µs', 'link bytes'], 15);
    const found = cases.map(() => []);
    for (let round = 0; round < rounds; ++round)
      for (const [i, item] of cases.entries()) found[i].push(await deliver(item, postgres, burst));
    const middle = (i, figure) => median(found[i].map((figures) => figures[figure]));
    cases.forEach(({ name }, i) => row(name, [
      middle(i, 'each').toFixed(2), (middle(i, 'each') / middle(0, 'each')).toFixed(2),
      middle(i, 'database').toFixed(0), middle(i, 'bytes').toFixed(0),
    ], 15));
  }
}

async function measureLatency(cases) {
  console.log(`\nOne message at a time, ms until it is acknowledged and until it is heard, ${sentForLatency} each (load ${load()})`);
  row('', ['ack p50', 'p99', 'heard p50', 'p99']);
  const found = cases.map(() => []);
  for (let i = 0; i < sentForLatency; ++i)
    for (const [place, { chat }] of cases.entries()) found[place].push(await say(chat, 1));
  cases.forEach(({ name }, i) => row(name, ['acked', 'delivered'].flatMap((step) =>
    [0.5, 0.99].map((q) => quantile(found[i].map((times) => times[step]), q).toFixed(2)))));
}

// -- rooms that move -------------------------------------------------------------------------------------------------

/** People who write to each other through all nodes but one. */
class Traffic {
  /** The node that is not used. */
  avoided;
  #sockets = new Map();
  #people = [];
  writers = [];

  static async begin(service) {
    const traffic = new Traffic();
    traffic.service = service;
    for (let number = 1; number <= people; ++number)
      traffic.#people.push(await register(service.servers[0].origin, `person.${number}`));
    for (const { name } of service.servers) await traffic.connect(name);
    for (const [i, person] of traffic.#people.entries())
      for (const other of traffic.#people.slice(i + 1)) await traffic.#write(i, other);
    return traffic;
  }

  /** Opens everybody's sockets at a node. */
  async connect(name) {
    const { origin } = this.service.servers.find((server) => server.name === name);
    this.#sockets.set(name, await Promise.all(this.#people.map((person) => socketOf(person, origin))));
  }

  async #write(i, other) {
    const [first] = this.#sockets.values();
    const { chat } = await first[i].write('chats', 'dialog', { user: other.user.id });
    const turn = this.writers.length;
    this.writers.push(new SteadyWriter(chat.id, () => {
      const doors = this.service.servers.filter(({ name }) => name !== this.avoided);
      return this.#sockets.get(doors[turn % doors.length].name)[i];
    }, everyMs));
  }

  /** The writers whose room is at this node. */
  async writersAt(name) {
    const { postgres, url } = this.service;
    const rows = await postgres.sql(`SELECT id FROM rooms WHERE kind = 1 AND owner = '${name}'`, url);
    const chats = new Set(rows.split('\n'));
    return this.writers.filter(({ chat }) => chats.has(chat));
  }

  /** Settles when the node has all its rooms again. */
  async settle(name, count) {
    for (const late = Date.now() + 60_000; (await this.writersAt(name)).length !== count; await pause(100))
      if (Date.now() > late) throw new Error(`${name} did not get its rooms back`);
    await this.connect(name);
    await pause(calmMs);
  }

  async end() {
    await Promise.all(this.writers.map((writer) => writer.rest()));
    for (const sockets of this.#sockets.values()) sockets.forEach((socket) => socket.close());
  }
}

const spread = (values) => [values.length, ...[0.5, 0.99, 1].map((q) => (values.length ? quantile(values, q).toFixed(0) : '-'))];

/** Takes nodes away in turn. @param {(node: object) => Promise} end ends a node @param {(writer, at: number) => number} wait measures a room's */
async function takeAway(traffic, times, end, wait) {
  const { servers } = traffic.service;
  const found = { moved: [], back: [], stayed: [] };
  for (let time = 0; time < times; ++time) {
    const node = servers[time % servers.length];
    const moving = await traffic.writersAt(node.name);
    const staying = traffic.writers.filter((writer) => !moving.includes(writer));
    traffic.avoided = node.name;
    const returns = node.returns();
    const at = performance.now();
    await end(node);
    await pause(calmMs);
    while (traffic.writers.some((writer) => writer.servedAfter(at) === undefined)) await pause(10);
    found.moved.push(...moving.map((writer) => wait(writer, at)));
    found.stayed.push(...staying.map((writer) => wait(writer, at)));
    const again = performance.now();
    await returns;
    await traffic.settle(node.name, moving.length);
    found.back.push(...moving.map((writer) => writer.longestWait(again)));
    traffic.avoided = undefined;
  }
  return found;
}

async function measureMoves(service) {
  const traffic = await Traffic.begin(service);
  await pause(calmMs);
  const title = (text) => {
    console.log(`\n${text}, ${traffic.writers.length} rooms, each written to every ${everyMs} ms; ms (load ${load()})`);
    row('', ['rooms', 'p50', 'p99', 'max']);
  };
  const drained = await takeAway(traffic, drains, (node) => node.drain(), (writer, at) => writer.longestWait(at));
  title(`${drains} drains, the slowest write of each room`);
  row('rooms of the node that went', spread(drained.moved));
  row('rooms of the others meanwhile', spread(drained.stayed));
  row('rooms that moved back when it had returned', spread(drained.back));
  const killed = await takeAway(traffic, kills, async (node) => node.signal('SIGKILL'), (writer, at) => writer.servedAfter(at));
  title(`${kills} times SIGKILL, until a write sent since was acknowledged`);
  row('rooms of the node that was killed', spread(killed.moved));
  row('rooms of the others', spread(killed.stayed));
  await traffic.end();
}

// -- all of it -------------------------------------------------------------------------------------------------------

try {
  const postgres = await Postgres.start();
  ends.push(() => postgres.stop());
  const options = { ...settings, 'net.web-root': web };
  const lone = await Vestnik.start(vestnikd, { ...options, 'storage.url': await postgres.newDatabase() });
  ends.push(() => lone.stop());
  const places = await loopbackPlaces(3);
  const nodes = await Cluster.start({ vestnikd, vestnikctl }, places, { ...options, 'storage.url': postgres.url }, { restartMs: 1000 });
  ends.push(() => nodes.stop());
  const alone = await Service.open([lone], postgres, '', []);
  const cluster = await Service.open(nodes.nodes, postgres, postgres.url, places.map(({ options: placeOptions }) => placeOptions['cluster.port']));

  await measureIdle([alone, cluster], postgres);
  const atOwner = (owner) => [owner];
  const atOther = (owner, [other]) => [other];
  const atAll = (owner, others) => [owner, ...others];
  const fromOther = (owner, [other]) => other;
  const at = async (name, service, where, size, from) => ({ name, service, chat: await service.chat(size, where, from) });
  await measureDeliveries([
    await at('one node, alone', alone, atOwner, listeners),
    await at('three nodes, all at the owner', cluster, atOwner, listeners),
    await at('three nodes, all at another', cluster, atOther, listeners),
    await at('three nodes, spread evenly', cluster, atAll, listeners),
  ], postgres);
  await measureLatency([
    await at('alone', alone, atOwner, 1),
    await at('said and heard at the owner', cluster, atOwner, 1),
    await at('said at another node, heard at the owner', cluster, atOwner, 1, fromOther),
    await at('said at the owner, heard at another', cluster, atOther, 1),
    await at('said and heard at another', cluster, atOther, 1, fromOther),
  ]);
  await measureMoves(cluster);
} finally {
  for (const end of ends.reverse()) await end();
}
