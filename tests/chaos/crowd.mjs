// People with devices, which use a service without pause while faults happen.
import { setTimeout as pause } from 'node:timers/promises';

import { choicesOf } from '../history/choices.mjs';
import { deviceOf, openRing, register } from '../history/driver.mjs';
import { readEverything } from '../history/final_reading.mjs';

const choicesAtOnce = 40;
/** The longest pause between two actions of a device. */
const paceMs = 160;
/** All operations must be settled so long after the last fault has ended. */
const settlingMs = 90_000;

/** As the web client: pings a silent server after 2 s, drops the connection after 2 s more, and tolerates rooms that move. */
const endurance = { doubtMs: 2000, refusals: 200 };

export class Crowd {
  people;
  devices = [];
  #seed;
  #history;
  #working = [];
  #resting = true;

  /**
   * @param {{name: string, origin: string}[]} nodes
   * @param {Balancer} balancer
   * @param {{seed: string|number, clients: number}} plan three clients belong to two people
   * @param fail called with an error that no client could handle
   */
  static async gather(nodes, balancer, plan, history, fail) {
    const crowd = new Crowd();
    crowd.#seed = plan.seed;
    crowd.#history = history;
    crowd.people = await register(nodes.map(({ origin }) => origin), Math.ceil((plan.clients * 2) / 3));
    for (let number = 0; number < plan.clients; ++number)
      crowd.devices.push(await deviceOf(number, crowd.people, balancer.door(), history, fail, endurance));
    await openRing(plan, crowd.people, crowd.devices);
    return crowd;
  }

  /** All devices begin with the actions of this round, and go on until `rest`. */
  work(round) {
    this.#resting = false;
    this.#working = this.devices.map((device, number) => this.#use(device, number, round));
  }

  async #use(device, number, round) {
    for (let part = 1; ; ++part)
      for (const choice of choicesOf(this.#seed, `${round}.${part}`, number, choicesAtOnce)) {
        if (this.#resting) return;
        await device.play(choice);
        await pause((number + 1) * (paceMs / this.devices.length));
      }
  }

  /** Stops the devices. Settles when no operation waits for its answer; rejects if that takes too long. */
  async rest() {
    this.#resting = true;
    const waiting = new Set(this.devices);
    const settled = Promise.all(this.devices.map(async (device, number) => {
      await this.#working[number];
      await device.settle();
      waiting.delete(device);
    }));
    const timer = new AbortController();
    const late = pause(settlingMs, 'late', { signal: timer.signal }).catch(() => {});
    const outcome = await Promise.race([settled, late]);
    timer.abort();
    if (outcome === 'late')
      throw new Error(`${[...waiting].map(({ name }) => name).join(', ')} still wait ${settlingMs / 1000} s after everything was healed`);
  }

  /** Cuts the connections of all devices at once. */
  scatter() {
    for (const device of this.devices) device.drop('cut');
  }

  /** Makes the final reading, each person through another node, and waits until the devices have received all events. */
  async readEverything() {
    const heads = await readEverything(this.people, this.#history);
    await Promise.all(this.devices.map((device) => device.reaches(heads.get(device.user))));
  }

  async leave() {
    this.#resting = true;
    await Promise.all(this.devices.map((device) => device.close()));
  }
}
