// Plays a balancer in front of the nodes: checks their health, and chooses the node of each new connection.
import { setTimeout as pause } from 'node:timers/promises';

import { Random } from '../history/random.mjs';

const checkMs = 300;
const checkPatienceMs = 1000;
/** The longest random delay before a reconnect, so that the clients of a lost node do not return all at once. */
const jitterMs = 400;

export class Balancer {
  #nodes;
  #healthy;
  #random;
  #closed = false;
  #checking;

  /** @param {{name: string, origin: string}[]} nodes */
  constructor(nodes, seed) {
    this.#nodes = nodes;
    this.#healthy = new Set(nodes);
    this.#random = new Random(`${seed}/balancer`);
    this.#checking = Promise.all(nodes.map((node) => this.#check(node)));
  }

  async #check(node) {
    while (!this.#closed) {
      if (await answers(node)) this.#healthy.add(node);
      else this.#healthy.delete(node);
      await pause(checkMs);
    }
  }

  /** Whether the node has answered its last health check. */
  serves(name) {
    return [...this.#healthy].some((node) => node.name === name);
  }

  /** The `server` argument of a `Device`: a different node for each connection of this client. */
  door() {
    let last;
    const balancer = this;
    return {
      get up() {
        return balancer.#opens();
      },
      pick() {
        const choices = [...balancer.#healthy];
        const others = choices.filter(({ name }) => name !== last);
        const { name, origin } = balancer.#random.pick([others, choices, balancer.#nodes].find((list) => list.length > 0));
        last = name;
        return { origin, node: name };
      },
    };
  }

  async #opens() {
    do await pause(this.#random.fraction() * jitterMs);
    while (this.#healthy.size === 0 && !this.#closed);
  }

  async close() {
    this.#closed = true;
    await this.#checking;
  }
}

async function answers({ origin }) {
  try {
    const answer = await fetch(`${origin}/api/v1/health`, { signal: AbortSignal.timeout(checkPatienceMs) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
