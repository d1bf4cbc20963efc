// A client of one person that speaks docs/wire/, without a browser.
import { randomUUID } from 'node:crypto';

/** The server's refusal: `status` as in docs/wire/frames.md, `code` and `retryMs` of its first error. */
export class Refusal extends Error {
  constructor(status, errors, prefix = '') {
    super(prefix + errors.map((error) => error.message).join('; '));
    this.status = status;
    this.code = errors[0]?.code;
    this.retryMs = errors[0]?.retry_ms;
  }
}

/** The socket ended before the answer came: the request may have been done or not. */
export class Disconnected extends Error {}

export class WireClient {
  #origin;
  #token;
  #socket;
  #requests = 0;
  #waiting = new Map();
  #listeners = new Set();
  #ended = new Disconnected('the socket is not open');
  user;
  /** How many frames have arrived. */
  received = 0;

  constructor(origin) {
    this.#origin = origin;
  }

  /** Makes an account and signs in. */
  async register({ login, name, password }) {
    const session = await this.#post('accounts', { login, name, password, password_again: password });
    this.#token = session.token;
    this.user = session.user;
  }

  async signIn({ login, password }) {
    const session = await this.#post('sessions', { login, password });
    this.#token = session.token;
    this.user = session.user;
  }

  /** A new client of the same signed-in person, not connected. */
  sibling() {
    const other = new WireClient(this.#origin);
    other.#token = this.#token;
    other.user = this.user;
    return other;
  }

  /**
   * Opens the socket with a one-time ticket.
   * @param {string} origin of the socket, if not the server itself
   * @param {string} ticketOrigin where the ticket is requested
   */
  async connect(origin = this.#origin, ticketOrigin = this.#origin) {
    const { ticket } = await this.#post('tickets', undefined, ticketOrigin);
    const address = `${origin.replace(/^http/, 'ws')}/ws?token=${encodeURIComponent(ticket)}`;
    this.#socket = new WebSocket(address, 'vestnik.v1');
    this.#socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(data)));
    await new Promise((resolve, reject) => {
      this.#socket.addEventListener('open', () => {
        this.#ended = null;
        resolve();
      });
      this.#socket.addEventListener('close', ({ code, reason }) => {
        this.#ended = new Disconnected(`the socket was closed: ${code} ${reason}`);
        const waiting = [...this.#waiting.values()];
        this.#waiting.clear();
        waiting.forEach((answer) => answer(this.#ended));
        reject(this.#ended);
      });
    });
  }

  /** Calls `listener` with the code and reason when the socket has ended, after all waiting requests have failed. */
  onClose(listener) {
    this.#socket.addEventListener('close', ({ code, reason }) => listener(code, reason));
  }

  async #post(path, body, origin = this.#origin) {
    const response = await fetch(`${origin}/api/v1/${path}`, {
      method: 'POST',
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        'x-vestnik': '1',
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
      },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Refusal(response.status, answer.errors, `${path}: `);
    return answer;
  }

  /**
   * Sends a request, and calls `answer(error)` or `answer(null, data)` when the reply is read, before any later frame of
   * the socket. The error is a `Refusal` or `Disconnected`.
   */
  request(stream, action, parameters, answer) {
    if (this.#ended) return answer(this.#ended);
    const request_id = String(++this.#requests);
    this.#waiting.set(request_id, answer);
    this.#socket.send(JSON.stringify({ stream, payload: { action, request_id, ...parameters } }));
  }

  /** Sends a request. @returns `data` of the reply; rejects with the errors of `request` */
  ask(stream, action, parameters = {}) {
    return new Promise((resolve, reject) =>
      this.request(stream, action, parameters, (error, data) => (error ? reject(error) : resolve(data))),
    );
  }

  /** As `ask`, for a write: with a new `op`. */
  write(stream, action, parameters) {
    return this.ask(stream, action, { op: randomUUID(), ...parameters });
  }

  /** Calls `listener` with each event's payload. */
  onEvent(listener) {
    this.#listeners.add(listener);
  }

  #receive({ payload }) {
    ++this.received;
    if (payload.event) return this.#listeners.forEach((listener) => listener(payload));
    const answer = this.#waiting.get(payload.request_id);
    this.#waiting.delete(payload.request_id);
    if (payload.response_status < 300) answer?.(null, payload.data);
    else answer?.(new Refusal(payload.response_status, payload.errors));
  }

  close() {
    this.#socket?.close();
  }
}
