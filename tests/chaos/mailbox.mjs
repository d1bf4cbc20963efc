// A mailbox that gets mail without pause, and a client that watches it. Records delivered and received mail with times, and states.
import { setTimeout as pause } from 'node:timers/promises';

const deliveryMs = 500;
/** Delivered mail must arrive within this time, which is longer than the back-off after some ten failures. */
const arrivalMs = 90_000;

const letter = (user, subject, size) =>
  `From: carol@example.org\r\nTo: ${user}@example.org\r\nSubject: ${subject}\r\n\r\n${'So it is written, and so on. \r\n'.repeat(Math.ceil(size / 30))}`;

export class Mailbox {
  #dovecot;
  #server;
  #reader;
  #door;
  #seq = 0;
  #socket;
  #delivering = Promise.resolve();
  #ending = false;
  #letters = 0;
  /** The user of the mail server. */
  user;
  /** The id of the mail account, after it was added. */
  account;
  /** Subject → time of delivery, and of the first event. Milliseconds of this process's clock. */
  delivered = new Map();
  seen = new Map();
  /** Id of a mail → the `seq` of its event. */
  #announced = new Map();
  /** Violations found while it is watched. */
  #violations = [];
  /** `{at, state, error, retry_at}`, as clients receive them. */
  states = [];
  /** UIDVALIDITY of each `mailbox.reset`. */
  resets = [];

  /** @param {Dovecot} dovecot; @param {string} user; @param {{host: string, port: number, password: string}} server its address for the nodes */
  constructor(dovecot, user, server) {
    this.#dovecot = dovecot;
    this.#server = server;
    this.user = user;
  }

  /** Adds the mailbox, and begins. @param {WireClient} account its owner; @param door the `server` of `Device` */
  async begin(account, door) {
    this.#reader = account;
    this.#door = door;
    const owner = account.sibling();
    await owner.connect();
    const { account: { id } } = await owner.write('mail', 'add', {
      address: `${this.user}@example.org`, security: 'tls', user: this.user, ...this.#server,
    });
    owner.close();
    this.account = id;
    this.#follow();
    this.#delivering = this.#deliver();
  }

  get room() {
    return `mailbox:${this.account}`;
  }

  /** Delivers a letter. @param {number} size of its text. @returns its subject */
  async post(size = 30) {
    const subject = `letter ${++this.#letters} to ${this.user}`;
    await this.#dovecot.deliver(this.user, letter(this.user, subject, size));
    this.delivered.set(subject, performance.now());
    return subject;
  }

  async #deliver() {
    while (!this.#ending) {
      await this.post();
      await pause(deliveryMs);
    }
  }

  /** Watches the mailbox, through any node that serves. */
  async #follow() {
    while (!this.#ending) {
      await this.#door.up;
      const closed = Promise.withResolvers();
      try {
        const { origin } = this.#door.pick();
        const socket = (this.#socket = this.#reader.sibling());
        await socket.connect(origin, origin);
        socket.onClose(closed.resolve);
        socket.onEvent((payload) => this.#onEvent(payload));
        const { rooms } = await socket.ask('rooms', 'subscribe', { rooms: { [this.room]: this.#seq } });
        const { error, state } = rooms[this.room];
        if (error) socket.close();
        else if (state) this.#onState(state);
      } catch {
        closed.resolve();
      }
      await closed.promise;
    }
  }

  #onState({ state, error, retry_at }) {
    this.states.push({ at: performance.now(), state, error, retry_at });
  }

  #onEvent({ room, seq, event, data }) {
    if (room !== this.room) return;
    if (event === 'mailbox.state') this.#onState(data);
    if (seq === undefined) return;
    // After a reconnect, events that were on their way come once more.
    if (event === 'mailbox.reset' && seq > this.#seq) this.resets.push(data.uidvalidity);
    this.#seq = Math.max(this.#seq, seq);
    if (event !== 'mail.received') return;
    if (!this.seen.has(data.subject)) this.seen.set(data.subject, performance.now());
    const before = this.#announced.get(data.id) ?? seq;
    this.#announced.set(data.id, seq);
    if (before !== seq) this.#violations.push(`${data.subject} was announced twice, as ${before} and ${seq}`);
  }

  /** The newest state. */
  get state() {
    return this.states.at(-1)?.state;
  }

  /** The states since then. */
  since(from) {
    return this.states.filter(({ at }) => at >= from);
  }

  /** Settles when all letters delivered so far have arrived, or when their time is over. */
  async arrives() {
    const due = [...this.delivered.keys()];
    for (const deadline = performance.now() + arrivalMs; due.some((subject) => !this.seen.has(subject)) && performance.now() < deadline; ) await pause(100);
  }

  /** How long letters took that were delivered since `from`, in ms; `unseen` is when those arrive that have not. */
  arrivals(from, unseen = Infinity) {
    return [...this.delivered].filter(([, at]) => at >= from).map(([subject, at]) => (this.seen.get(subject) ?? unseen) - at);
  }

  /**
   * Waits for the last letter, and compares deliveries, events and stored mail.
   * @param {(sql: string) => Promise<string>} ask queries the database
   * @returns violations
   */
  async end(ask) {
    this.#ending = true;
    await this.#delivering;
    this.#ending = false; // the watcher may have to reconnect once more
    await this.arrives();
    this.#ending = true;
    this.#socket?.close();
    let texts = [];
    // A folder that was renumbered last may still be read, of which nothing is told.
    for (const deadline = performance.now() + arrivalMs; ; await pause(100)) {
      const found = await ask(`SELECT id, uidvalidity, uid, subject FROM mails WHERE account_id = ${this.account} ORDER BY id`);
      const rows = found.split('\n').filter(Boolean).map((line) => line.split('|'))
        .map(([id, uidvalidity, uid, subject]) => ({ id, uidvalidity: Number(uidvalidity), uid: Number(uid), subject }));
      texts = [...mismatches([...this.delivered.keys()], rows, this.#announced)];
      if (texts.length === 0 || performance.now() > deadline) break;
    }
    return [...this.#violations, ...texts].map((text) => ({ invariant: 'I6', room: this.room, text }));
  }

  async stop() {
    this.#ending = true;
    this.#socket?.close();
    await this.#delivering.catch(() => {});
  }
}

/**
 * Each letter is stored once, under the last numbering of the folder (UIDVALIDITY), and had its event.
 * @param {string[]} delivered subjects
 * @param {{id: string, uidvalidity: number, uid: number, subject: string}[]} rows `uidvalidity` as it is stored: it grows with each renumbering
 * @param {Map<string, number>} announced ids
 */
export function* mismatches(delivered, rows, announced) {
  const last = Math.max(...rows.map(({ uidvalidity }) => uidvalidity));
  const known = new Set(delivered);
  const letters = Map.groupBy(rows, ({ subject }) => subject);
  for (const [subject, { length }] of letters) {
    if (length > 1) yield `${subject} is stored ${length} times`;
    if (!known.has(subject)) yield `${subject} was never delivered`;
  }
  if (rows.length > 0)
    for (const subject of delivered)
      if (!letters.get(subject)?.some(({ uidvalidity }) => uidvalidity === last)) yield `${subject} is not stored under ${last}`;
  if (rows.length === 0 && delivered.length > 0) yield 'nothing is stored';
  for (const { id, subject } of rows) if (!announced.has(id)) yield `${subject} was never seen live`;
}
