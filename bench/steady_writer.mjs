// A client that writes to a chat at a steady pace, also while its owner is lost.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { Disconnected } from '../tests/support/wire_client.mjs';

/** The delay after a refusal without `retry_ms`. */
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
   * @param {() => WireClient} door returns a socket for the next attempt
   * @param {number} everyMs between an acknowledgement and the next message
   */
  constructor(chat, door, everyMs) {
    this.chat = chat;
    this.#doors = door;
    this.#everyMs = everyMs;
    this.#working = this.#work();
  }

  async #work() {
    // Writers must not start all at once.
    await pause(Math.random() * this.#everyMs);
    while (!this.#resting) {
      await this.#write();
      await pause(this.#everyMs);
    }
  }

  /** Sends a message, and repeats it until it is acknowledged. */
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

  /** The time from `at` to the first acknowledgement of an attempt sent since, in ms; undefined while there is none. */
  servedAfter(at) {
    const first = this.#written.find(({ sent }) => sent >= at);
    return first && first.acked - at;
  }

  /** The longest time from first attempt to acknowledgement of a message acknowledged since `at`, in ms. */
  longestWait(at) {
    return Math.max(0, ...this.#written.filter(({ acked }) => acked >= at).map(({ first, acked }) => acked - first));
  }

  /** Settles when its last message is acknowledged. */
  rest() {
    this.#resting = true;
    return this.#working;
  }
}
