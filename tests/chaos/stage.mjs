// A cluster in its own network, with a crowd that uses it. Scenarios are played on it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { settings } from '../history/driver.mjs';
import { Random } from '../history/random.mjs';
import { run } from '../support/child.mjs';
import { Cluster } from '../support/cluster.mjs';
import { ClusterNode } from '../support/cluster_node.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';
import { Allowances } from './allowances.mjs';
import { Balancer } from './balancer.mjs';
import { Views } from './convergence.mjs';
import { Crowd } from './crowd.mjs';
import { Database } from './database.mjs';
import { FaultyDisk } from './faulty_disk.mjs';
import { Fencing } from './fencing.mjs';
import { LoneNode } from './lone_node.mjs';
import { MailTraffic } from './mail_traffic.mjs';
import { MemoryGroup } from './memory_group.mjs';
import { Network } from './network.mjs';
import { grown, vitalsOf } from './vitals.mjs';
import { WallClocks } from './wall_clocks.mjs';

/** How long a node that has ended stays away. */
const restartMs = 1500;
/** A fault happens at one of the next so many requests, answers and events. */
const entriesBefore = 400;
/** All clients must show the same (I5) so long after they rest; sanitizers need longer. */
const convergenceMs = 2000;
const sanitizedConvergenceMs = 4000;
/** Lines that no output may contain. */
const alarms = /^.*(ERROR: \w+Sanitizer|runtime error:|LeakSanitizer|terminate called|Assertion).*$/m;

/** Settles as `promise` does, or rejects when that takes longer. @param {string} event as the subject of the error's text */
export async function within(ms, promise, event) {
  const timer = new AbortController();
  const late = pause(ms, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${event} did not happen within ${ms / 1000} s`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}

export class Stage {
  #ends = [];
  #allowances = new Allowances();
  #findings = [];
  #readings = [];
  #views;
  #onEntry;
  #settings;
  #clocks;
  /** The programs of `build`. */
  programs;
  history;
  /** Makes the choices of this run, from its seed. */
  random;
  network;
  database;
  /** The disk of the database or of the lone node, when the scenario needs it. */
  disk;
  /** Memory groups by the name of their node, when the scenario needs them. */
  memory = new Map();

  /**
   * @param {{vestnikd: string, vestnikctl: string, others?: string}} programs `others` is the folder with vestnikd of the next version
   * @param {{seed: string|number, clients: number, nodes: number}} plan
   * @param {Set<string>} needs of the scenarios beyond the usual: `mail`, `database proxies`, `disk`, `standby`, `clocks`, `memory groups`, `lone`,
   *   `schema` (a database that is brought to the next one)
   * @param {History} history to record in
   * @param fail called with an error that no client could handle
   */
  static async build(programs, plan, needs, history, fail) {
    const stage = new Stage();
    stage.history = history;
    stage.#views = new Views(history.entries);
    stage.random = new Random(`${plan.seed}/stage`);
    history.onEntry((entry) => stage.#onEntry?.(entry));
    try {
      await stage.#build(programs, plan, needs, fail);
    } catch (error) {
      await stage.stop();
      throw error;
    }
    return stage;
  }

  async #build(programs, plan, needs, fail) {
    const web = scratchFolder('web');
    this.#ends.push(() => removeScratch(web));
    writeFileSync(join(web, 'index.html'), '<!doctype html>');
    this.programs = programs;
    this.#settings = { ...settings, 'net.web-root': web };
    if (needs.has('disk')) await this.#mount();
    if (needs.has('lone')) await this.#startLone();
    else await this.#startCluster(programs, plan, needs);
    this.balancer = new Balancer(this.cluster.nodes, plan.seed);
    this.#ends.push(() => this.balancer.close());
    this.crowd = await Crowd.gather(this.cluster.nodes, this.balancer, plan, this.history, fail);
    this.#ends.push(() => this.crowd.leave());
    await this.mail?.begin(this.crowd.people[0], this.balancer);
  }

  async #mount() {
    this.disk = await FaultyDisk.make();
    this.#ends.push(() => this.disk.remove());
    await this.disk.mount();
  }

  /** Starts a single server with SQLite: it has no network, and no other node takes its rooms. */
  async #startLone() {
    const node = await LoneNode.start(this.programs.vestnikd, this.#settings, this.disk);
    this.#ends.push(() => node.stop());
    this.cluster = { nodes: [node] };
    this.network = { heal() {} };
    this.fencing = { moves: () => 0, violations: () => [] };
  }

  async #startCluster(programs, plan, needs) {
    const names = Array.from({ length: plan.nodes }, (_, i) => `node${i + 1}`);
    this.network = await Network.raise(names);
    this.#ends.push(() => this.network.remove());
    this.database = await Database.start(this.network, needs, this.disk);
    this.#ends.push(() => this.database.stop());
    if (needs.has('mail')) {
      this.mail = await MailTraffic.prepare(this.network, (sql) => this.database.sql(sql));
      this.#ends.push(() => this.mail.stop());
    }
    if (needs.has('clocks')) {
      this.#clocks = await WallClocks.make();
      this.#ends.push(() => this.#clocks.remove());
    }
    Object.assign(this.#settings, this.mail?.settings);
    const places = [];
    for (const place of this.network.places) places.push(await this.#furnish(place, needs));
    this.cluster = await Cluster.start(programs, places, this.#settings, {
      restartMs, onEvent: (event) => this.#onNodeEvent(event),
    });
    this.#ends.push(() => this.cluster.stop());
    this.fencing = await Fencing.watch(this.database);
  }

  /** Adds the URL of the database to a place, and a clock and a memory group if they are needed. */
  async #furnish(place, needs) {
    const runner = [...place.runner];
    if (needs.has('clocks')) runner.push(...this.#clocks.runner(place.name));
    if (needs.has('memory groups')) runner.unshift(...this.#memoryGroup(place.name));
    return { ...place, runner, options: { ...place.options, 'storage.url': await this.database.urlFor(place.name) } };
  }

  #memoryGroup(name) {
    const group = new MemoryGroup(name);
    this.memory.set(name, group);
    this.#ends.push(() => group.remove());
    return group.runner;
  }

  /** Shifts a node's wall clock by so many seconds; its monotonic clock is not changed. */
  setClock(name, seconds) {
    this.#clocks.set(name, seconds);
  }

  #onNodeEvent({ kind, node, ...fields }) {
    this.history.fault(kind === 'start' ? 'node started' : 'node ended', { node, ...fields });
    if (kind === 'start') return;
    const end = fields.signal ?? fields.code;
    if (!this.#allowances.take(node, end)) this.find('I9', `${node} ended with ${end}, and nothing had been done to it that explains this`);
  }

  // -- for scenarios ---------------------------------------------------------------------------------------

  get nodes() {
    return this.cluster.nodes;
  }

  /** A node, chosen by the seed. */
  choose() {
    return this.random.pick(this.nodes);
  }

  /** Records a violation that is not in the clients' history. */
  find(invariant, text, where = {}) {
    this.#findings.push({ invariant, ...where, text });
  }

  /** Until the round ends, the node may end so once more. @param {string|number} end exit code or signal */
  allow(node, end) {
    this.#allowances.give(node.name, end);
  }

  /** Settles at a request, an answer or an event that the seed chooses. */
  moment() {
    const on = this.random.pick(['invoke', 'ok', 'event']);
    let after = this.random.between(1, entriesBefore);
    return this.#until(({ type }) => type === on && --after <= 0);
  }

  /** Settles when the node has a chat: on a quick machine the first fault comes before there are many. */
  hasChat(node) {
    const found = async () => {
      while (!(await this.fencing.roomsOf(node.name)).some((room) => room.startsWith('chat:'))) await pause(100);
    };
    return within(30_000, found(), `that ${node.name} has a chat`);
  }

  /** Settles at the acknowledgement of a message in one of these rooms. */
  acknowledgement(rooms) {
    const sends = new Set();
    return this.#until(({ type, attempt, action, parameters }) => {
      if (type === 'invoke' && action === 'send' && rooms.includes(`chat:${parameters.chat}`)) sends.add(attempt);
      return type === 'ok' && sends.has(attempt);
    });
  }

  /** Settles when each node has acknowledged a message, whenever it was sent. @returns ms until the first, and until the last node */
  async acceptance() {
    const began = performance.now();
    const passed = () => Math.round(performance.now() - began);
    const nodeOf = new Map();
    const note = ({ type, action, attempt, node }) => type === 'invoke' && action === 'send' && nodeOf.set(attempt, node);
    this.history.entries.forEach(note);
    const silent = new Set(this.nodes.map(({ name }) => name));
    let first;
    await this.#until((entry) => {
      note(entry);
      if (entry.type !== 'ok' || !nodeOf.has(entry.attempt)) return false;
      first ??= passed();
      silent.delete(nodeOf.get(entry.attempt));
      return silent.size === 0;
    });
    return { first, all: passed() };
  }

  #until(matches) {
    return within(30_000, new Promise((resolve) => {
      this.#onEntry = (entry) => {
        if (!matches(entry)) return;
        this.#onEntry = undefined;
        resolve();
      };
    }), 'enough traffic');
  }

  /**
   * Does something to a node, and records it as a fault with the rooms that the node has.
   * @param {string} fault its kind in the history
   * @param {(rooms: string[]) => Promise} when settles at the moment to do it
   */
  async strike(node, fault, act, when = () => this.moment()) {
    const rooms = await this.fencing.roomsOf(node.name);
    await when(rooms);
    this.history.fault(fault, { node: node.name, rooms });
    await act();
  }

  /** Makes one more node, not started, in the same network and with the same database. @param {object} options additional ones */
  async stranger(name, options) {
    const segment = this.network.of(name) ?? (await this.network.add(name));
    const { options: placeOptions, ...place } = await this.#furnish(segment.place, new Set());
    return new ClusterNode(name, this.programs.vestnikd, { ...this.#settings, ...placeOptions, ...options }, { ...place, restartMs });
  }

  /** Settles when all nodes serve and the balancer knows it. */
  async allServe() {
    const serve = async () => {
      await Promise.all(this.nodes.map((node) => node.up()));
      while (!this.nodes.every(({ name }) => this.balancer.serves(name))) await pause(50);
    };
    await within(90_000, serve(), 'that all nodes serve again');
  }

  /** Plays one round of a scenario while the crowd works. */
  async play(scenario, round) {
    const began = performance.now();
    this.history.fault('begin', { scenario: scenario.name, round });
    this.crowd.work(`${scenario.name} ${round}`);
    try {
      await scenario.play(this, round);
      await this.network.heal();
      await this.allServe();
      this.history.fault('healed');
      await this.moment();
    } finally {
      await this.crowd.rest();
    }
    this.#allowances.clear();
    this.#readVitals();
    await this.#converge();
    if (this.mail) this.history.fault('mail', { arrivals: this.mail.arrivals(began) });
    this.history.fault('end');
  }

  /** Reads memory and open files of each node after this round. */
  #readVitals() {
    for (const { name, pid, runs, origin } of this.nodes)
      if (runs) this.#readings.push({ node: name, pid, ...vitalsOf(pid, Number(new URL(origin).port)) });
  }

  /** Waits until all resting clients show the same. */
  async #converge() {
    const limit = this.#readings.at(-1)?.sanitized ? sanitizedConvergenceMs : convergenceMs;
    const began = performance.now();
    const elapsed = () => performance.now() - began;
    let left;
    while ((left = this.#views.differences()).length > 0 && elapsed() < limit) await pause(20);
    this.history.fault('converged', { ms: elapsed() });
    for (const { invariant, text, ...where } of left) this.find(invariant, `${text}, ${limit / 1000} s after everybody rests`, where);
  }

  /** Kills all nodes at once, so that what is read afterwards is what was stored, not what they remember. */
  async #killAll() {
    const back = this.nodes.map((node) => {
      this.allow(node, 'SIGKILL');
      return node.returns();
    });
    this.history.fault('kill');
    for (const node of this.nodes) node.signal('SIGKILL');
    await within(60_000, Promise.all(back), 'that all nodes are started again');
    await this.allServe();
  }

  /** Makes the final reading. @returns violations that are not in the clients' history */
  async end() {
    if (this.mail) this.#findings.push(...(await this.mail.end()));
    await this.#killAll();
    await this.crowd.readEverything();
    this.#findings.push(...grown(this.#readings));
    const moves = await this.fencing.moves();
    this.#findings.push(...(await this.fencing.violations()));
    await this.stop();
    for (const { name, output } of this.nodes) {
      const alarm = alarms.exec(output);
      if (alarm) this.find('I9', `${name} said: ${alarm[0].trim()}`);
    }
    const sanitized = this.#readings.some((reading) => reading.sanitized);
    return { violations: this.#findings, vitals: this.#readings, moves, sanitized };
  }

  /** The output of all nodes. */
  get outputs() {
    return (this.cluster?.nodes ?? []).map(({ name, output }) => `==== ${name}\n${output}`).join('\n');
  }

  async stop() {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}
