// A person on the wire (docs/wire.md), without a browser.
import { randomUUID } from 'node:crypto';

export class WireClient {
  #origin;
  #token;
  #socket;
  #requests = 0;
  #waiting = new Map();
  #listeners = new Set();
  user;

  constructor(origin) {
    this.#origin = origin;
  }

  /** Makes an account and signs in. */
  async register({ login, name, password }) {
    const session = await this.#post('accounts', { login, name, password, password_again: password });
    this.#token = session.token;
    this.user = session.user;
  }

  /** Opens the socket with a one-time ticket. */
  async connect() {
    const { ticket } = await this.#post('tickets');
    const address = `${this.#origin.replace(/^http/, 'ws')}/ws?token=${encodeURIComponent(ticket)}`;
    this.#socket = new WebSocket(address, 'vestnik.v1');
    this.#socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(data)));
    await new Promise((resolve, reject) => {
      this.#socket.addEventListener('open', resolve);
      this.#socket.addEventListener('close', ({ code, reason }) => {
        const problem = new Error(`the socket was closed: ${code} ${reason}`);
        this.#waiting.forEach(({ reject: refuse }) => refuse(problem));
        reject(problem);
      });
    });
  }

  async #post(path, body) {
    const response = await fetch(`${this.#origin}/api/v1/${path}`, {
      method: 'POST',
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        'x-vestnik': '1',
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
      },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${path}: ${answer.errors.map((error) => error.message).join('; ')}`);
    return answer;
  }

  /** Asks, and gives `data` of the reply; throws the server's words when it refuses. */
  ask(stream, action, parameters = {}) {
    const request_id = String(++this.#requests);
    this.#socket.send(JSON.stringify({ stream, payload: { action, request_id, ...parameters } }));
    return new Promise((resolve, reject) => this.#waiting.set(request_id, { resolve, reject }));
  }

  /** As `ask`, for what changes something. */
  write(stream, action, parameters) {
    return this.ask(stream, action, { op: randomUUID(), ...parameters });
  }

  /** Calls `listener` with each event's payload. */
  onEvent(listener) {
    this.#listeners.add(listener);
  }

  #receive({ payload }) {
    if (payload.event) return this.#listeners.forEach((listener) => listener(payload));
    const waiting = this.#waiting.get(payload.request_id);
    this.#waiting.delete(payload.request_id);
    if (payload.response_status < 300) waiting?.resolve(payload.data);
    else waiting?.reject(new Error(payload.errors.map((error) => error.message).join('; ')));
  }

  close() {
    this.#socket?.close();
  }
}
