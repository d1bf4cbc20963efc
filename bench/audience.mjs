// Many sockets of one person that follow a chat, on a separate thread.
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

import { WireClient } from '../tests/support/wire_client.mjs';

/** How many sockets are opened at the same time; more would only wait for each other. */
const atOnce = 20;

/** Milliseconds, of one clock for all threads. */
export const clock = () => Number(process.hrtime.bigint()) / 1e6;

/** The sockets. Each message must begin with its number, which increases by one, and a space. */
export class Audience {
  #worker = new Worker(new URL(import.meta.url));
  #answer = Promise.withResolvers();
  #arrivals = new Map();
  user;

  /** Makes an account for the sockets, and no socket yet. */
  static async register(origin, login) {
    const audience = new Audience();
    audience.#worker.on('message', (message) => audience.#onMessage(message));
    audience.#worker.on('error', (error) => audience.#answer.reject(error));
    audience.user = await audience.#ask({ register: { origin, login } });
    return audience;
  }

  #ask(request) {
    this.#answer = Promise.withResolvers();
    this.#worker.postMessage(request);
    return this.#answer.promise;
  }

  #onMessage({ answer, number, at }) {
    if (number === undefined) return this.#answer.resolve(answer);
    this.#arrival(number).resolve(at);
  }

  #arrival(number) {
    if (!this.#arrivals.has(number)) this.#arrivals.set(number, Promise.withResolvers());
    return this.#arrivals.get(number);
  }

  /** Opens a socket at each of these servers, which follows the chat. @param {string[]} origins */
  follow(chat, origins) {
    return this.#ask({ follow: { room: `chat:${chat}`, origins } });
  }

  /** Settles when the last socket has received this message. @returns the `clock` at that moment */
  async received(number) {
    const at = await this.#arrival(number).promise;
    this.#arrivals.delete(number);
    return at;
  }

  leave() {
    return this.#worker.terminate();
  }
}

/** The sockets on the worker's thread. */
class Sockets {
  #person;
  #size = 0;
  #counts = new Map();

  async register({ origin, login }) {
    this.#person = new WireClient(origin);
    await this.#person.register({ login, name: login, password: 'a green door at six' });
    return this.#person.user;
  }

  async follow({ room, origins }) {
    this.#size = origins.length;
    for (let first = 0; first < origins.length; first += atOnce)
      await Promise.all(origins.slice(first, first + atOnce).map((origin) => this.#open(room, origin)));
  }

  async #open(room, origin) {
    const socket = this.#person.sibling();
    await socket.connect(origin);
    socket.onEvent(({ event, data }) => event === 'message.created' && this.#count(Number.parseInt(data.text, 10)));
    socket.onClose((code) => {
      throw new Error(`a listener was closed: ${code}`);
    });
    const { rooms } = await socket.ask('rooms', 'subscribe', { rooms: { [room]: 0 } });
    if (rooms[room].seq === undefined) throw new Error(`${room} cannot be followed: ${JSON.stringify(rooms[room])}`);
  }

  #count(number) {
    const count = (this.#counts.get(number) ?? 0) + 1;
    this.#counts.set(number, count);
    if (count < this.#size) return;
    this.#counts.delete(number);
    parentPort.postMessage({ number, at: clock() });
  }
}

if (!isMainThread) {
  const sockets = new Sockets();
  parentPort.on('message', async ({ register, follow }) => {
    const answer = register ? await sockets.register(register) : await sockets.follow(follow);
    parentPort.postMessage({ answer });
  });
}
