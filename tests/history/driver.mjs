// Runs many clients against a real server that is killed again and again, and makes a history for the checker.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Postgres } from '../support/postgres.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';
import { Vestnik } from '../support/vestnik.mjs';
import { WireClient } from '../support/wire_client.mjs';
import { choicesOf, killOf } from './choices.mjs';
import { Device } from './device.mjs';
import { readEverything } from './final_reading.mjs';
import { History } from './history.mjs';
import { PowerCut } from './power_cut.mjs';
import { Random } from './random.mjs';

/** How many actions each device does in one round. */
const choicesPerRound = 40;
/** About how many requests, answers and events an action causes. A kill falls on one of them. */
const recordsPerChoice = 2;

/** High limits, which must not stop the driver; cheap password hashes; rooms that are unloaded while they are used. */
export const settings = {
  'actors.room-idle': '1s',
  'limits.messages-per-second': 10_000,
  'limits.message-burst': 100_000,
  'limits.user-messages-per-second': 100_000,
  'limits.user-message-burst': 1_000_000,
  'limits.address-requests-per-second': 100_000,
  'limits.address-request-burst': 1_000_000,
  'limits.sockets-per-user': 100,
  'accounts.address-attempts-per-minute': 100_000,
  'accounts.argon2-memory': '19MiB',
  'accounts.argon2-passes': 1,
};

/** The server under test, which is killed and starts again. */
class Victim {
  #vestnik;
  #history;
  #fail;
  #power;
  #kept;
  #kills = 0;
  /** Settles when the server runs; a new promise after each kill. */
  up = Promise.resolve();

  /**
   * @param fail called when the server ends by itself or does not start again
   * @param {PowerCut} [power] cuts the power at each kill
   * @param {(count: number) => number} [kept] as for its `cut`
   */
  constructor(vestnik, history, fail, power, kept) {
    this.#power = power;
    this.#kept = kept;
    this.#vestnik = vestnik;
    this.#history = history;
    this.#fail = fail;
    this.#watch();
  }

  get origin() {
    return this.#vestnik.origin;
  }
  pick() {
    return { origin: this.origin };
  }

  #watch() {
    const kills = this.#kills;
    this.#vestnik.end().then(() => {
      if (kills === this.#kills) this.#fail(new Error(`the server ended by itself; it said:\n${this.#vestnik.output}`));
    });
  }

  /** Kills it and starts it again. */
  strike() {
    ++this.#kills;
    this.#history.fault('kill');
    this.up = new Promise((resolve) => this.#replace().then(resolve, this.#fail));
  }

  async #replace() {
    await this.#vestnik.kill();
    this.#power?.cut(this.#kept);
    await this.#vestnik.restart();
    this.#history.fault('restart');
    this.#watch();
  }

  async stop() {
    ++this.#kills;
    await this.#vestnik.stop();
  }
}

/** Kills the server once per round, at a moment that depends on the seed. */
class Killer {
  #victim;
  #due;

  constructor(victim, history) {
    this.#victim = victim;
    history.onEntry(({ type }) => {
      if (this.#due?.on === type && --this.#due.after <= 0) this.strike();
    });
  }

  arm(due) {
    this.#due = due;
  }

  /** Kills the server now, unless it was killed in this round. */
  strike() {
    if (this.#due) this.#victim.strike();
    this.#due = undefined;
  }
}

/** Registers people. @param {string[]} origins of one or several servers, which get people in turn */
export async function register(origins, count) {
  const people = [];
  for (let number = 1; number <= count; ++number) {
    const account = new WireClient(origins[number % origins.length]);
    await account.register({ login: `person.${number}`, name: `Person ${number}`, password: 'a green door at six' });
    people.push(account);
  }
  return people;
}

/** Device `number`, which belongs to one of the people and can open dialogs with all others. Other arguments as for `Device.of`. */
export function deviceOf(number, people, server, history, fail, endurance) {
  const at = number % people.length;
  const others = [...people.slice(at + 1), ...people.slice(0, at)].map(({ user }) => user.id);
  return Device.of(`device.${number}`, people[at], others, server, history, fail, endurance);
}

/** Opens dialogs before the first round: each person has one with the next. */
export async function openRing({ seed }, people, devices) {
  const random = new Random(`${seed}/ring`);
  for (const device of devices.slice(0, people.length)) {
    await device.play({ action: 'dialog', person: 0, op: random.uuid() });
    await device.settle();
  }
}

async function runRounds({ seed, rounds }, devices, killer, victim) {
  for (let round = 1; round <= rounds; ++round) {
    killer.arm(killOf(seed, round, devices.length * choicesPerRound * recordsPerChoice));
    await Promise.all(devices.map(async (device, number) => {
      for (const choice of choicesOf(seed, round, number, choicesPerRound)) await device.play(choice);
    }));
    killer.strike();
    await victim.up;
    await Promise.all(devices.map((device) => device.settle()));
  }
}

/**
 * @param {string} program path of vestnikd
 * @param {{seed: string|number, rounds: number, clients: number, storage: 'sqlite'|'postgresql', power?: 'cut'|'cut without syncs'}} plan
 *   one kill per round, and one before the final reading; three clients belong to two people. With SQLite the power may be cut at each kill, also while syncs do
 *   nothing.
 * @returns {Promise<History>} complete. Rejects when the server ends by itself, does not start again, or ends a client's
 *   session; the error has the `history` until then.
 */
export async function drive(program, plan) {
  const history = new History(plan);
  const failure = Promise.withResolvers();
  const ends = [];
  const work = async () => {
    const web = scratchFolder('web');
    ends.push(() => removeScratch(web));
    writeFileSync(join(web, 'index.html'), '<!doctype html>');
    const database = plan.storage === 'postgresql' ? await Postgres.start() : undefined;
    if (database) ends.push(() => database.stop());
    const data = scratchFolder('data');
    ends.push(() => removeScratch(data));
    const power = plan.power ? await PowerCut.at(data) : undefined;
    if (power) ends.push(() => power.remove());
    const vestnik = await Vestnik.start(program, {
      ...settings, 'net.web-root': web, 'storage.data-dir': data, ...(database && { 'storage.url': database.url }),
    }, power?.runner(plan.power === 'cut without syncs' ? ['libeatmydata.so'] : []));
    const chance = new Random(`${plan.seed}/power`);
    const victim = new Victim(vestnik, history, failure.reject, power, plan.power === 'cut' ? (count) => chance.between(0, count) : undefined);
    ends.push(() => victim.stop());

    const people = await register([victim.origin], Math.ceil((plan.clients * 2) / 3));
    const devices = [];
    ends.push(() => Promise.all(devices.map((device) => device.close())));
    for (let number = 0; number < plan.clients; ++number)
      devices.push(await deviceOf(number, people, victim, history, failure.reject));
    await openRing(plan, people, devices);
    await runRounds(plan, devices, new Killer(victim, history), victim);
    // What was acknowledged since the last kill must be on the disk as well, and not only in what the process remembers.
    victim.strike();
    await victim.up;
    const heads = await readEverything(people, history);
    await Promise.all(devices.map((device) => device.reaches(heads.get(device.user))));
    if (power) history.fault('lost', { bytes: power.lost });
  };
  try {
    await Promise.race([work(), failure.promise]);
    return history;
  } catch (error) {
    throw Object.defineProperty(error, 'history', { value: history });
  } finally {
    for (const end of ends.reverse()) await end();
  }
}
