// Someone who writes to one chat at a steady pace, whatever happens to its owner.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { Disconnected } from '../tests/support/wire_client.mjs';

/** After a refusal that does not say when to come again. */
const usualRetryMs = 100;

export class SteadyWriter {
  #doors;
  #everyMs;
  #written = [];
  #resting = false;
  #working;
  chat;

  /**
   * @param {string} chat its id
   * @param {() => WireClient} door a socket that may be used now
   * @param {number} everyMs between an acknowledgement and the next message
   */
  constructor(chat, door, everyMs) {
    this.chat = chat;
    this.#doors = door;
    this.#everyMs = everyMs;
    this.#working = this.#work();
  }

  async #work() {
    // Not all at once.
    await pause(Math.random() * this.#everyMs);
    while (!this.#resting) {
      await this.#write();
      await pause(this.#everyMs);
    }
  }

  /** One message, repeated until it is acknowledged. */
  async #write() {
    const op = randomUUID();
    const first = performance.now();
    for (;;) {
      const sent = performance.now();
      try {
        await this.#doors().ask('chats', 'send', { op, chat: this.chat, text: 'The room must go on.' });
        this.#written.push({ first, sent, acked: performance.now() });
        return;
      } catch (error) {
        if (!(error instanceof Disconnected) && error.status < 500) throw error;
        await pause(error.retryMs ?? usualRetryMs);
      }
    }
  }

  /** Until the acknowledgement of what was sent after `at`, in ms; undefined while there is none. */
  servedAfter(at) {
    const found = this.#written.find(({ sent }) => sent >= at);
    return found && found.acked - at;
  }

  /** How long the slowest message since `at` took from its first attempt until it was acknowledged, in ms. */
  longestWait(at) {
    return Math.max(0, ...this.#written.filter(({ acked }) => acked >= at).map(({ first, acked }) => acked - first));
  }

  /** Settles when its last message is acknowledged. */
  rest() {
    this.#resting = true;
    return this.#working;
  }
}
