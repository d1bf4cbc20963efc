// A client's line to a server, without any WebSocket library: octets out, an answer and a reply in.
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
  /** The answer to the opening handshake, once its head has come. */
  answer = null;
  reply = new Reply();

  /** @param {Target} target */
  constructor(target) {
    this.#deadline = Date.now() + target.patience;
    // Half-open: the client ends its side itself, after all that a server has said.
    this.#socket = connect({ ...target.address, noDelay: true, allowHalfOpen: true });
    this.#socket.on('data', (octets) => this.#hear(() => this.#take(octets)));
    this.#socket.on('end', () => this.#hear(() => this.reply.end('closed')));
    this.#socket.on('error', () => this.#hear(() => this.reply.end('reset')));
  }

  #hear(what) {
    what();
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

  /** Settles when `condition` holds, the server has ended or erred, or its time is over. */
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

  /** Writes octets; settles when the kernel has taken them, or the line has broken. */
  write(octets) {
    let taken = false;
    this.#socket.write(octets, () => this.#hear(() => (taken = true)));
    return this.until(() => taken);
  }

  /** Writes each piece by itself, as a slow client does: octets that stand alone are mostly read alone. */
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
