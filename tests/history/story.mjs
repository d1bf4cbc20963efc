// Histories made by hand, for the tests of the checkers.
import { Disconnected, Refusal } from '../support/wire_client.mjs';
import { History } from './history.mjs';

export const alice = { device: 'phone', user: '1', socket: 'phone.1' };
export const boris = { device: 'laptop', user: '2', socket: 'laptop.1' };
/** Another socket of Alice's phone. */
export const spare = { ...alice, socket: 'phone.2' };
export const room = 'chat:7';
const peers = { 1: '2', 2: '1' };

/** Alice and Boris have a dialog on a server that the test plays. */
export class Story {
  history = new History({ seed: 'by hand', lacks: true });
  log = [{ seq: 1, event: 'chat.created', time: 'then', data: { members: ['1', '2'] } }];
  #attempts = new Map();

  constructor() {
    this.dialog(alice, 'd');
    for (const client of [alice, boris]) {
      this.subscribe(client, 0);
      this.arrives(client, 1);
    }
  }

  dialog(client, op, chat = '7') {
    const attempt = this.history.invoke(client, 'dialog', { op, user: peers[client.user] });
    this.history.end(attempt, null, { chat: this.chat(client.user, chat) });
  }

  /** A chat as lists have it now. */
  chat(user, id = '7') {
    const last = id === '7' ? this.messages.at(-1) : undefined;
    return { id, peer: { id: peers[user] }, last_message: last ?? null, active_at: last?.at ?? this.log[0].time };
  }

  /** A list of chats is asked for, and answered. */
  list(client, chats = [this.chat(client.user)]) {
    this.history.end(this.history.invoke(client, 'list', {}), null, { chats });
  }

  subscribe(client, seq, answer = {}) {
    const attempt = this.history.invoke(client, 'subscribe', { rooms: { [room]: { seq, log: 'l' } } });
    this.history.end(attempt, null, { rooms: { [room]: { seq: this.log.length, log: 'l', from: seq, ...answer } } });
  }

  /** The server refuses what was asked with this status and code. */
  refuses(attempt, status, code) {
    this.history.end(attempt, new Refusal(status, [{ code }]));
  }

  /** Nobody hears what became of what was asked; its repetition is refused. */
  loses(attempt) {
    const { client, op } = this.#attempts.get(attempt);
    this.history.end(attempt, new Disconnected('gone'));
    this.refuses(this.asks(client, op), 503, 'unavailable');
  }

  /** The request is sent. @returns the attempt */
  asks(client, op) {
    const attempt = this.history.invoke(client, 'send', { op, chat: '7', text: `text of ${op}` });
    this.#attempts.set(attempt, { client, op });
    return attempt;
  }

  /** The server stores the message. @returns its seq */
  stores(attempt) {
    const { client, op } = this.#attempts.get(attempt);
    const seq = this.log.length + 1;
    this.log.push({
      seq, event: 'message.created', time: `time ${seq}`,
      data: { id: `m${seq}`, author: client.user, text: `text of ${op}`, op },
    });
    return seq;
  }

  answers(attempt, seq) {
    this.history.end(attempt, null, { id: `m${seq}`, seq, at: `time ${seq}` });
  }

  arrives(client, seq) {
    const { time, ...event } = this.log[seq - 1];
    this.history.event(client, { room, at: time, ...structuredClone(event) });
  }

  /** A whole send: the request, the event at both clients, the answer. @returns the seq */
  send(client, op) {
    const attempt = this.asks(client, op);
    const seq = this.stores(attempt);
    this.arrives(alice, seq);
    this.arrives(boris, seq);
    this.answers(attempt, seq);
    return seq;
  }

  page(client, messages, before = 0, limit = 50, more = this.messages.some(({ seq }) => seq < messages.at(-1)?.seq)) {
    this.history.end(this.history.invoke(client, 'history', { chat: '7', before, limit }), null, { messages, more });
  }

  /** Everybody who has the chat open is told that Boris has read so far. */
  marked(client, seq) {
    this.history.mark(client, { room, data: { user: boris.user, seq } });
  }

  /** Read marks by user. */
  marks = {};

  /** Sends a read mark, which the server answers with `answer`. */
  reads(client, seq, answer = seq) {
    this.history.end(this.history.invoke(client, 'read', { chat: '7', seq }), null, { seq: answer });
    this.marks[client.user] = answer;
  }

  get messages() {
    return this.log.filter(({ event }) => event === 'message.created')
      .map(({ seq, time, data: { id, author, text } }) => ({ id, seq, author, text, at: time }));
  }

  /** The final reading. @param {(finals: object) => void} spoil changes it: `log1` is Alice's log, … */
  ends(spoil = () => {}) {
    const finals = {};
    for (const user of ['1', '2']) {
      finals[`state${user}`] = { read: structuredClone(this.marks) };
      finals[`chats${user}`] = [this.chat(user)];
      finals[`log${user}`] = structuredClone(this.log);
      finals[`messages${user}`] = structuredClone(this.messages);
    }
    spoil(finals);
    for (const user of ['1', '2']) {
      this.history.final(user, 'chats', { chats: finals[`chats${user}`] });
      this.history.final(user, 'log', { room, head: this.log.length, state: finals[`state${user}`], events: finals[`log${user}`] });
      this.history.final(user, 'history', { room, messages: finals[`messages${user}`] });
    }
    return this.history;
  }
}
