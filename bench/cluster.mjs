// What a cluster costs beside one node that runs alone, and how long its rooms are away when they move. One PostgreSQL
// on the same machine; everything over loopback.
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
/** Between faults, for what they cause to be over. */
const calmMs = 1500;

/** Limits that would only stop the benchmark, and cheap password hashes. */
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
const { positionals: [vestnikd, vestnikctl], values: given } = parseArgs({
  allowPositionals: true,
  options: {
    listeners: { ...usual, default: '300' }, rounds: { ...usual, default: '5' },
    drains: { ...usual, default: '6' }, kills: { ...usual, default: '21' },
  },
});
const [listeners, rounds, drains, kills] = ['listeners', 'rounds', 'drains', 'kills'].map((name) => Number(given[name]));

const ends = [];
const web = scratchFolder('web');
writeFileSync(join(web, 'index.html'), '<!doctype html>');

// -- who takes part --------------------------------------------------------------------------------------------------

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

/** A service with a speaker who has a socket at each of its nodes. */
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
   * @param {(owner: object, others: object[]) => object[]} where the nodes that each next socket goes to, in turn
   * @param {(owner: object, others: object[]) => object} from the node to which the speaker says it
   */
  async chat(size, where, from = (owner) => owner) {
    const audience = await Audience.register(this.servers[0].origin, `audience.${++this.audiences}`);
    ends.push(() => audience.leave());
    const first = this.sockets.get(this.servers[0].origin);
    const { chat: { id } } = await first.write('chats', 'dialog', { user: audience.user.id });
    await first.ask('chats', 'history', { chat: id, limit: 1 }); // so that somebody has it
    const owner = await this.ownerOf(id);
    const others = this.servers.filter((one) => one !== owner);
    const nodes = where(owner, others);
    await audience.follow(id, Array.from({ length: size }, (_, i) => nodes[i % nodes.length].origin));
    const socket = this.sockets.get(from(owner, others).origin);
    return { id, audience, socket, said: 0 };
  }
}

/** Says so many things at once, and waits until all have heard them and all are acknowledged. @returns times in ms */
async function say(chat, count) {
  const begin = clock();
  const acks = Array.from({ length: count }, () => chat.socket.write('chats', 'send', {
    chat: chat.id, text: `${++chat.said} `.padEnd(textBytes, 'x'),
  }));
  const acked = Promise.all(acks).then(() => clock());
  const delivered = await chat.audience.heard(chat.said);
  return { acked: (await acked) - begin, delivered: delivered - begin };
}

/** Bytes that were sent over the links between nodes, both ways, TLS included. */
function linkBytes({ ports }) {
  if (ports.length === 0) return 0;
  const filter = ports.flatMap((port) => ['or', 'sport', '=', `:${port}`, 'or', 'dport', '=', `:${port}`]).slice(1);
  const told = execFileSync('ss', ['-tinH', 'state', 'established', '(', ...filter, ')'], { encoding: 'utf8' });
  return [...told.matchAll(/bytes_sent:(\d+)/g)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}

// -- what is measured ------------------------------------------------------------------------------------------------

async function measureIdle(services, postgres) {
  const before = services.map((one) => ({ cpu: processorSeconds(one.pids), bytes: linkBytes(one) }));
  const database = familySeconds(postgres.pid);
  await pause(idleMs);
  const seconds = idleMs / 1000;
  console.log('\nNobody talks');
  row('', ['% of a core', 'MiB', 'link bytes/s'], 14);
  services.forEach((one, i) => {
    const { pids } = one;
    one.idle = (processorSeconds(pids) - before[i].cpu) / seconds;
    const bytes = (linkBytes(one) - before[i].bytes) / seconds / (one.ports.length || 1);
    const memory = pids.reduce((sum, pid) => sum + residentMiB(pid), 0) / pids.length;
    row(pids.length === 1 ? 'one node, alone' : `each of ${pids.length} nodes`,
      [((one.idle / pids.length) * 100).toFixed(2), memory.toFixed(1), bytes.toFixed(0)], 14);
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
      for (const [i, one] of cases.entries()) found[i].push(await deliver(one, postgres, burst));
    const middle = (i, what) => median(found[i].map((figures) => figures[what]));
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
  cases.forEach(({ name }, i) => row(name, ['acked', 'delivered'].flatMap((what) =>
    [0.5, 0.99].map((q) => quantile(found[i].map((times) => times[what]), q).toFixed(2)))));
}

// -- rooms that move -------------------------------------------------------------------------------------------------

/** People who write to each other by way of all nodes but one. */
class Traffic {
  /** The node that nobody uses. */
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
    const { origin } = this.service.servers.find((one) => one.name === name);
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

  /** Those whose room is at this node. */
  async writersAt(name) {
    const { postgres, url } = this.service;
    const rows = await postgres.sql(`SELECT id FROM rooms WHERE kind = 1 AND owner = '${name}'`, url);
    const there = new Set(rows.split('\n'));
    return this.writers.filter(({ chat }) => there.has(chat));
  }

  /** Settles when all rooms are again where they were. */
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

/** Takes nodes away in turn. @param {(node: object) => Promise} how @param {(writer, at: number) => number} wait of a room */
async function takeAway(traffic, times, how, wait) {
  const { servers } = traffic.service;
  const found = { moved: [], back: [], stayed: [] };
  for (let time = 0; time < times; ++time) {
    const node = servers[time % servers.length];
    const moving = await traffic.writersAt(node.name);
    const staying = traffic.writers.filter((writer) => !moving.includes(writer));
    traffic.avoided = node.name;
    const returns = node.returns();
    const at = performance.now();
    await how(node);
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
  const cluster = await Service.open(nodes.nodes, postgres, postgres.url, places.map(({ options: own }) => own['cluster.port']));

  await measureIdle([alone, cluster], postgres);
  const owner = (own) => [own];
  const other = (own, [one]) => [one];
  const all = (own, others) => [own, ...others];
  const at = async (name, service, where, size, from) => ({ name, service, chat: await service.chat(size, where, from) });
  await measureDeliveries([
    await at('one node, alone', alone, owner, listeners),
    await at('three nodes, all at the owner', cluster, owner, listeners),
    await at('three nodes, all at another', cluster, other, listeners),
    await at('three nodes, spread evenly', cluster, all, listeners),
  ], postgres);
  await measureLatency([
    await at('alone', alone, owner, 1),
    await at('said and heard at the owner', cluster, owner, 1),
    await at('said at another node, heard at the owner', cluster, owner, 1, (own, [one]) => one),
    await at('said at the owner, heard at another', cluster, other, 1),
    await at('said and heard at another', cluster, other, 1, (own, [one]) => one),
  ]);
  await measureMoves(cluster);
} finally {
  for (const end of ends.reverse()) await end();
}
