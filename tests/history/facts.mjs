// A history put in order: what the checker's rules look at.

/** Actions that carry an `op`. */
const writes = new Set(['send', 'dialog']);

/** One write of a person, however often it was tried. */
class Operation {
  /** In the order in which they were made. */
  attempts = [];

  constructor({ user, action, parameters }) {
    Object.assign(this, { user, action, op: parameters.op, parameters });
    if (action === 'send') this.room = `chat:${parameters.chat}`;
  }

  /** Attempts that ended so: `ok`, `fail` or `unknown`. */
  ended(type) {
    return this.attempts.filter(({ end }) => end?.type === type);
  }

  /** The first answer, if there is one. */
  get result() {
    return this.ended('ok')[0]?.end.data;
  }
}

/** Value at `key`, made if it is not there. */
function at(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  return map.get(key);
}

export class Facts {
  /** The history's entries. */
  entries;
  /** Number → `invoke` entry with its `place` in the history, its `end` (an entry with its place) and `operation`. */
  attempts = new Map();
  /** `USER OP` → Operation */
  operations = new Map();
  /** From the final reading. user → chats; room → user → {head, state, events}; room → user → messages */
  chats = new Map();
  logs = new Map();
  histories = new Map();

  constructor({ entries }) {
    this.entries = entries;
    for (const [place, entry] of entries.entries()) {
      if (entry.type === 'invoke') this.#begin({ ...entry, place });
      else if (entry.type === 'final') this.#read(entry);
      else if (entry.attempt) this.attempts.get(entry.attempt).end = { ...entry, place };
    }
  }

  #begin(attempt) {
    this.attempts.set(attempt.attempt, attempt);
    if (!writes.has(attempt.action)) return;
    const key = `${attempt.user} ${attempt.parameters.op}`;
    attempt.operation = at(this.operations, key, () => new Operation(attempt));
    attempt.operation.attempts.push(attempt);
  }

  #read({ user, what, room, chats, head, state, events, messages }) {
    if (what === 'chats') this.chats.set(user, chats);
    if (what === 'log') at(this.logs, room, () => new Map()).set(user, { head, state, events });
    if (what === 'history') at(this.histories, room, () => new Map()).set(user, messages);
  }

  get sends() {
    return [...this.operations.values()].filter(({ action }) => action === 'send');
  }

  get dialogs() {
    return [...this.operations.values()].filter(({ action }) => action === 'dialog');
  }

  /** Everybody who has read the room in the end. */
  members(room) {
    return [...(this.logs.get(room)?.keys() ?? [])];
  }

  /** What `user` has read of a room: its log's events and its messages, and both by seq. */
  reading(room, user) {
    return at(at(this.#readings, room, () => new Map()), user, () => {
      const { head = 0, state, events = [] } = this.logs.get(room)?.get(user) ?? {};
      const messages = this.histories.get(room)?.get(user) ?? [];
      const bySeq = (list) => new Map(list.map((one) => [one.seq, one]));
      return { head, state, events, messages, event: bySeq(events), message: bySeq(messages) };
    });
  }
  #readings = new Map();

  /** The reading of whoever read first, which all others must equal. */
  truth(room) {
    return this.reading(room, this.members(room)[0]);
  }

  /** `USER OP` → the places {room, seq, data} of its message in the logs */
  get stored() {
    return (this.#stored ??= this.#findStored());
  }
  #stored;

  #findStored() {
    const stored = new Map();
    for (const room of this.logs.keys())
      for (const { seq, event, data } of this.truth(room).events)
        if (event === 'message.created') at(stored, `${data.author} ${data.op}`, () => []).push({ room, seq, data });
    return stored;
  }

  /** The seq of the operation's message in the log; undefined if it is not there. */
  seqOf(operation) {
    return this.stored.get(`${operation.user} ${operation.op}`)?.[0].seq;
  }
}
