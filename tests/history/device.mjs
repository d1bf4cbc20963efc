import { setTimeout as pause } from 'node:timers/promises';

import { Refusal } from '../support/wire_client.mjs';
import { Cable } from './cable.mjs';

/** After so long without an answer on an open socket, the attempt counts as unanswered. */
const patienceMs = 60_000;
/** An attempt to connect is given up after so long. */
const openingMs = 5000;
/** Missing events are not waited for any more when none has arrived for so long. */
const silenceMs = 20_000;
/** The most operations of a device that may wait for their answer. */
const window = 48;

/**
 * A client of a person that behaves as clients should: it keeps a live view by resuming each room from its last seq, and it
 * repeats, in order and with the same op, the operations that had no answer when its socket ended. What was refused for a while it
 * repeats or gives up. It records everything in the history.
 */
export class Device {
  #account;
  #cable;
  #main;
  #spare;
  #server;
  #history;
  #people;
  /** Room → {seq, log} of the last event received. */
  #positions = new Map();
  /** Operations without an answer, in the order of their first attempt. */
  #outbox = [];
  #settled = [];
  #sockets = 0;
  #refusals = 0;
  /** Sockets on which a ping has no reply yet. */
  #pinged = new Set();
  #endurance;
  #connected;
  #ending = false;
  #fail;
  #moved = () => {};

  /**
   * @param {string} name for the history
   * @param {WireClient} account a registered person
   * @param {string[]} people ids with whom a dialog can be opened
   * @param {{up: Promise, pick: () => {origin: string, node?: string}}} server `up` settles when it runs, and is a new
   *   promise after each kill. `pick` returns the server of the next connection.
   * @param fail called with an error that no client could handle
   * @param {{doubtMs?: number, refusals?: number}} endurance when no frame arrives for `doubtMs` after a request, a ping is
   *   sent, and after as long again without a frame the connection is dropped; `refusals` is how often in a row the
   *   server may refuse its subscriptions
   * @returns {Promise<Device>} connected
   */
  static async of(name, account, people, server, history, fail, endurance = {}) {
    const device = new Device();
    device.name = name;
    device.#account = account;
    device.#people = people;
    device.#server = server;
    device.#history = history;
    device.#fail = fail;
    device.#endurance = { doubtMs: Infinity, refusals: 20, ...endurance };
    device.#cable = await Cable.to(server.pick().origin);
    device.#positions.set(`user:${device.user}`, { seq: 0 });
    device.#connected = device.#connect();
    await device.#connected;
    return device;
  }

  /** Id of the device's person. */
  get user() {
    return this.#account.user.id;
  }

  // -- connection ----------------------------------------------------------------------------------------------

  async #connect() {
    for (let failures = 0; !this.#ending; ) {
      await this.#server.up;
      const up = this.#server.up;
      try {
        this.#adopt(await this.#open());
        return;
      } catch (error) {
        // A server that was killed in the meantime explains the error; a server that runs should accept the connection.
        if (up === this.#server.up && ++failures > 20) return this.#fail(error);
      }
    }
  }

  /** Opens one more socket of this person through the cable. */
  async #open() {
    const socket = this.#account.sibling();
    const { origin, node } = this.#server.pick();
    this.#cable.aim(origin);
    const guard = setTimeout(() => this.#cable.cut(), openingMs);
    try {
      // A balancer may send the ticket request and the socket to different nodes.
      await socket.connect(this.#cable.origin, node && this.#cable.origin);
    } finally {
      clearTimeout(guard);
    }
    socket.client = { device: this.name, user: this.user, socket: `${this.name}.${++this.#sockets}`, ...(node && { node }) };
    return socket;
  }

  #adopt(socket) {
    this.#main = socket;
    socket.onEvent((payload) => this.#onEvent(socket, payload));
    socket.onClose((code, reason) => {
      this.#history.closed(socket.client, code);
      if (code >= 4500) return this.#fail(new Error(`${this.name} was closed with ${code}`));
      this.#connected = this.#reconnect(code, reason);
    });
    this.#subscribe([...this.#positions.keys()]);
    for (const operation of this.#outbox) this.#transmit(socket, operation);
    // Finds dialogs that were opened while the device was away, even if their event was lost with the server.
    this.#attempt(socket, 'chats', 'list', {}, (end, data) => {
      if (end === 'ok') this.#discover(data.chats);
    });
  }

  /** A draining server says when to reconnect. */
  async #reconnect(code, reason) {
    if (code === 4012) await pause(JSON.parse(reason).retry_ms);
    await this.#connect();
  }

  /** Cuts the connection, or closes the socket in order. @param {'cut'|'close'} fault */
  drop(fault) {
    this.#history.fault(fault, { device: this.name });
    if (fault === 'cut') this.#cable.cut();
    else this.#main.close();
  }

  async close() {
    this.#ending = true;
    this.#cable.close();
    await this.#connected;
  }

  #attempt(socket, stream, action, parameters, then = () => {}) {
    const attempt = this.#history.invoke(socket.client, action, parameters);
    let ended = false;
    const guard = setTimeout(() => {
      ended = true;
      this.#history.unanswered(attempt);
      this.#cable.cut();
    }, patienceMs);
    const doubt = this.#pingIfSilent(socket);
    socket.request(stream, action, parameters, (error, data) => {
      clearTimeout(guard);
      clearTimeout(doubt);
      if (!ended) then(this.#history.end(attempt, error, data), data, error);
    });
  }

  /** As web/src/realtime does it. */
  #pingIfSilent(socket) {
    const { doubtMs } = this.#endurance;
    const { received } = socket;
    const check = () => {
      if (socket.received === received) this.#ping(socket, doubtMs);
    };
    return doubtMs < Infinity ? setTimeout(check, doubtMs) : undefined;
  }

  /** Finds out whether the connection is dead or a request only takes long. */
  #ping(socket, patience) {
    if (this.#pinged.has(socket)) return;
    this.#pinged.add(socket);
    const { received } = socket;
    const end = setTimeout(() => {
      if (socket.received === received) this.drop('cut');
    }, patience);
    socket.request('rooms', 'ping', {}, () => {
      clearTimeout(end);
      this.#pinged.delete(socket);
    });
  }

  // -- live view -----------------------------------------------------------------------------------------------

  #subscribe(rooms) {
    const positions = Object.fromEntries(rooms.map((room) => {
      const { seq, log } = this.#positions.get(room);
      return [room, log ? { seq, log } : seq];
    }));
    const socket = this.#main;
    this.#attempt(socket, 'rooms', 'subscribe', { rooms: positions }, (end, data) => {
      if (end !== 'ok') return end === 'fail' && this.#startAnew(socket);
      const later = Object.entries(data.rooms).filter(([, { error }]) => error);
      if (later.some(([, { error }]) => !(error.retry_ms > 0))) return this.#startAnew(socket);
      if (later.length > 0) this.#subscribeLater(socket, later.map(([room]) => room), later[0][1].error.retry_ms);
      else this.#refusals = 0;
      for (const [room, { error, reset, log, from }] of Object.entries(data.rooms)) {
        if (error) continue;
        const position = this.#positions.get(room);
        Object.assign(position, { log, seq: reset ? from : Math.max(from, position.seq) });
      }
    });
  }

  /** The server refuses the subscriptions: reconnects, but not for ever. */
  #startAnew(socket) {
    if (++this.#refusals > this.#endurance.refusals) this.#fail(new Error(`${this.name} is not let into its rooms`));
    socket.close();
  }

  /** Subscribes again, on the same socket, to rooms that are moving to another node. */
  async #subscribeLater(socket, rooms, retryMs) {
    if (++this.#refusals > this.#endurance.refusals) this.#fail(new Error(`${this.name} is not let into ${rooms}`));
    await pause(retryMs);
    if (socket === this.#main && !this.#ending) this.#subscribe(rooms);
  }

  #onEvent(socket, payload) {
    if (payload.event === 'chat.read') this.#history.mark(socket.client, payload);
    if (payload.seq === undefined) return; // ephemeral
    this.#history.event(socket.client, payload);
    const position = this.#positions.get(payload.room);
    if (socket === this.#main && position) position.seq = Math.max(position.seq, payload.seq);
    if (payload.event === 'chat.added') this.#discover([payload.data.chat]);
    this.#moved();
  }

  #discover(chats) {
    const rooms = chats.map(({ id }) => `chat:${id}`).filter((room) => !this.#positions.has(room));
    if (rooms.length === 0) return;
    for (const room of rooms) this.#positions.set(room, { seq: 0 });
    this.#subscribe(rooms);
  }

  /** Settles when the live view has reached these heads, or no event arrives any more. */
  async reaches(heads) {
    const behind = () => Object.keys(heads).filter((room) => (this.#positions.get(room)?.seq ?? 0) < heads[room]);
    const end = Promise.withResolvers();
    const timer = setTimeout(end.resolve, silenceMs);
    this.#moved = () => {
      timer.refresh();
      if (behind().length === 0) end.resolve();
    };
    this.#moved();
    await end.promise;
    clearTimeout(timer);
  }

  // -- operations ----------------------------------------------------------------------------------------------

  /** Does an action of choices.mjs. Its operations may be answered later; `settle` waits for them. */
  async play(choice) {
    await this.#connected;
    await this[`_${choice.action}`](choice);
    if (choice.wait) await this.settle();
    while (this.#outbox.length > window) await this.#outbox[0].settled.promise;
  }

  /** Waits until every operation has its answer. */
  async settle() {
    while (this.#outbox.length > 0) await this.#outbox.at(-1).settled.promise;
  }

  #room(fraction) {
    const chats = [...this.#positions.keys()].filter((room) => room.startsWith('chat:'));
    return chats[Math.floor(fraction * chats.length)];
  }

  /** @param {boolean} givesUp whether it is not repeated once it was refused */
  #operation(action, parameters, givesUp = false) {
    const operation = { action, parameters, givesUp, settled: Promise.withResolvers() };
    this.#outbox.push(operation);
    return operation;
  }

  /** @param {object} operation as `#operation` makes them; settled by the first answer on any socket */
  #transmit(socket, operation) {
    this.#attempt(socket, 'chats', operation.action, operation.parameters, (end, data, error) => {
      const again = error instanceof Refusal && (end === 'unknown' || (error.retryMs > 0 && !operation.givesUp));
      if (again) setTimeout(() => this.#repeat(operation), error.retryMs ?? 0);
      else if (end !== 'unknown') this.#settle(operation, end);
    });
  }

  #repeat(operation) {
    if (this.#outbox.includes(operation)) this.#transmit(this.#main, operation);
  }

  /** @param {'ok'|'fail'} end what was refused is not repeated later */
  #settle(operation, end) {
    const place = this.#outbox.indexOf(operation);
    if (place < 0) return;
    this.#outbox.splice(place, 1);
    if (end === 'ok') this.#settled.push(operation);
    if (this.#settled.length > 64) this.#settled.shift();
    operation.settled.resolve();
  }

  #messages({ room, messages }) {
    const chat = this.#room(room)?.slice('chat:'.length);
    if (!chat) return [];
    return messages.map(({ op, text, givesUp }) => this.#operation('send', { op, chat, text: `${this.name} ${op} ${text}` }, givesUp));
  }

  _send(choice) {
    for (const operation of this.#messages(choice)) this.#transmit(this.#main, operation);
  }

  async _race(choice) {
    const sockets = { spare: await this.#spareSocket(), main: this.#main };
    for (const operation of this.#messages(choice))
      for (const name of ['main', ...choice.copies]) this.#transmit(sockets[name], operation);
  }

  /** A second socket without subscriptions, or the main socket when no second can be opened now. */
  async #spareSocket() {
    try {
      if (!this.#spare) {
        const spare = await this.#open();
        spare.onClose(() => (this.#spare = undefined));
        this.#spare = spare;
      }
      return this.#spare;
    } catch {
      return this.#main;
    }
  }

  _repeat({ operation: fraction }) {
    const operation = this.#settled[Math.floor(fraction * this.#settled.length)];
    if (operation) this.#transmit(this.#main, operation);
  }

  _dialog({ person, op }) {
    const user = this.#people[Math.floor(person * this.#people.length)];
    this.#transmit(this.#main, this.#operation('dialog', { op, user }));
  }

  _history({ room, before, limit }) {
    const name = this.#room(room);
    if (!name) return;
    const seq = Math.ceil(before * this.#positions.get(name).seq);
    this.#attempt(this.#main, 'chats', 'history', { chat: name.slice('chat:'.length), before: seq, limit });
  }

  /** Marks its newest or an earlier message as read. */
  _read({ room, seq }) {
    const name = this.#room(room);
    if (!name) return;
    const upTo = Math.ceil(seq * this.#positions.get(name).seq);
    this.#attempt(this.#main, 'chats', 'read', { chat: name.slice('chat:'.length), seq: upTo });
  }

  _typing({ room }) {
    const name = this.#room(room);
    if (name) this.#attempt(this.#main, 'chats', 'typing', { chat: name.slice('chat:'.length) });
  }

  async _resubscribe({ room, wait }) {
    const name = this.#room(room);
    if (!name) return;
    const socket = this.#main;
    await new Promise((resolve) => {
      this.#attempt(socket, 'rooms', 'unsubscribe', { rooms: [name] }, resolve);
      if (!wait) resolve();
    });
    // A new socket has subscribed to all rooms already.
    if (socket === this.#main) this.#subscribe([name]);
  }

  _cut() {
    this.drop('cut');
  }

  _close() {
    this.drop('close');
  }

  _settle() {
    return this.settle();
  }
}
