// A server that sends a recorded reply to any request.
import { once } from 'node:events';
import { createServer } from 'node:net';

import { acceptOf, exampleKey } from './opening.mjs';

/** The head of an answer that opens a WebSocket, with changed fields (null: left out). */
export function accepting(fields = {}) {
  const all = { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Accept': acceptOf(exampleKey), ...fields };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return `HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`;
}

const endings = {
  closed: (socket) => socket.end(),
  reset: (socket) => socket.resetAndDestroy(),
  open: () => {},
};

export class RecordedServer {
  #server;
  #sockets = new Set();

  /** @param {string} head of the answer; @param {Buffer} octets sent after it; @param {'closed'|'reset'|'open'} ending */
  static async start(head, octets, ending) {
    const recorded = new RecordedServer();
    recorded.#server = createServer((socket) => {
      recorded.#sockets.add(socket);
      socket.on('error', () => {}); // a client may reset the connection
      socket.once('data', () => socket.write(head, () => socket.write(octets, () => endings[ending](socket))));
      socket.resume();
    });
    recorded.#server.listen(0, '127.0.0.1');
    await once(recorded.#server, 'listening');
    return recorded;
  }

  get url() {
    return `ws://127.0.0.1:${this.#server.address().port}/`;
  }

  async stop() {
    this.#sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
