// A client's connection to a server, without a WebSocket library: it sends octets, and parses an answer and a reply.
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { Answer } from './opening.mjs';
import { Reply } from './reply.mjs';

const headEnd = '\r\n\r\n';

export class Connection {
  #socket;
  #head = Buffer.alloc(0);
  #watchers = new Set();
  #deadline;
  /** The answer to the opening handshake; null until its head has arrived. */
  answer = null;
  reply = new Reply();

  /** @param {Target} target */
  constructor(target) {
    this.#deadline = Date.now() + target.patience;
    // Half-open: the client ends its side itself, after the server's.
    this.#socket = connect({ ...target.address, noDelay: true, allowHalfOpen: true });
    this.#socket.on('data', (octets) => this.#update(() => this.#take(octets)));
    this.#socket.on('end', () => this.#update(() => this.reply.end('closed')));
    this.#socket.on('error', () => this.#update(() => this.reply.end('reset')));
  }

  #update(change) {
    change();
    for (const watcher of [...this.#watchers]) watcher();
  }

  #take(octets) {
    if (this.answer) return this.reply.feed(octets);
    this.#head = Buffer.concat([this.#head, octets]);
    const end = this.#head.indexOf(headEnd);
    if (end < 0) return;
    this.answer = new Answer(this.#head.toString('latin1', 0, end));
    const rest = this.#head.subarray(end + headEnd.length);
    if (this.answer.status === 101 && rest.length > 0) this.reply.feed(rest);
  }

  /** Settles when `condition` holds, the server has closed the connection or made a fault, or its time is over. */
  until(condition) {
    return new Promise((resolve) => {
      const watcher = () => {
        if (!condition() && !this.reply.isOver && Date.now() < this.#deadline) return;
        clearTimeout(timer);
        this.#watchers.delete(watcher);
        resolve();
      };
      const timer = setTimeout(watcher, this.#deadline - Date.now() + 1);
      this.#watchers.add(watcher);
      watcher();
    });
  }

  /** Writes octets; settles when the kernel has taken them, or the connection is broken. */
  write(octets) {
    let taken = false;
    this.#socket.write(octets, () => this.#update(() => (taken = true)));
    return this.until(() => taken);
  }

  /** Writes each piece by itself, as a slow client does. A server mostly reads single octets alone, since a pause follows. */
  async writeApart(pieces) {
    for (const piece of pieces) {
      await this.write(piece);
      if (piece.length === 1) await pause(1);
    }
  }

  hangUp() {
    this.#socket.end();
  }

  destroy() {
    this.#socket.destroy();
  }
}
