// Stands for a balancer in front of the nodes: who is healthy, and where each new connection goes.
import { setTimeout as pause } from 'node:timers/promises';

import { Random } from '../history/random.mjs';

const checkMs = 300;
const checkPatienceMs = 1000;
/** Clients come back after up to so long, so that those of a lost node do not come all at once. */
const jitterMs = 400;

export class Balancer {
  #nodes;
  #healthy;
  #random;
  #closed = false;
  #looking;

  /** @param {{name: string, origin: string}[]} nodes */
  constructor(nodes, seed) {
    this.#nodes = nodes;
    this.#healthy = new Set(nodes);
    this.#random = new Random(`${seed}/balancer`);
    this.#looking = Promise.all(nodes.map((node) => this.#look(node)));
  }

  async #look(node) {
    while (!this.#closed) {
      if (await answers(node)) this.#healthy.add(node);
      else this.#healthy.delete(node);
      await pause(checkMs);
    }
  }

  /** Whether a node has answered its last health check. */
  serves(name) {
    return [...this.#healthy].some((node) => node.name === name);
  }

  /** One client's way in, as `Device` wants it: another node at each connection. */
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
    await this.#looking;
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
