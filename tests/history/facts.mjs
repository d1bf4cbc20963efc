// An index of a history: the view of it that the checker's rules use.

/** Actions that carry an `op`. */
const writes = new Set(['send', 'dialog']);

/** One write of a person, with all its attempts. */
class Operation {
  /** In the order of time. */
  attempts = [];

  constructor({ user, action, parameters }) {
    Object.assign(this, { user, action, op: parameters.op, parameters });
    if (action === 'send') this.room = `chat:${parameters.chat}`;
  }

  /** Attempts with this end: `ok`, `fail` or `unknown`. */
  ended(type) {
    return this.attempts.filter(({ end }) => end?.type === type);
  }

  /** The first answer, if there is one. */
  get result() {
    return this.ended('ok')[0]?.end.data;
  }
}

/** The value at `key`, made by `make` if there is none. */
function at(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  return map.get(key);
}

/** The newest acknowledged message of each room, up to the entry that was followed last. */
export class Acked {
  #newest = new Map();

  /** @param {object} entry the next one */
  follow(facts, entry) {
    const operation = entry.type === 'ok' && facts.attempts.get(entry.attempt).operation;
    if (operation?.room && entry.data.seq > this.seq(operation.room))
      this.#newest.set(operation.room, { seq: entry.data.seq, operation });
  }
  seq(room) {
    return this.#newest.get(room)?.seq ?? 0;
  }
  operation(room) {
    return this.#newest.get(room)?.operation;
  }
}

export class Facts {
  /** The history's entries. */
  entries;
  /** What the run says of itself: see history.mjs. */
  #lacks;
  #refuses;
  /** When a statement took long, as `[from, to]`. */
  #slow;
  /** Number → `invoke` entry with its `place` in the history, its `end` (an entry with its place) and `operation`. */
  attempts = new Map();
  /** `USER OP` → Operation */
  operations = new Map();
  /** From the final entries. user → chats; room → user → {head, state, events}; room → user → messages */
  chats = new Map();
  logs = new Map();
  histories = new Map();

  constructor({ entries }) {
    this.entries = entries;
    this.#refuses = entries[0]?.refuses ?? false;
    this.#lacks = entries[0]?.lacks ?? false;
    this.#slow = entries.filter(({ kind }) => kind === 'slow statement').map(({ at: from, ms }) => [from, from + ms]);
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

  #read({ user, kind, room, chats, head, state, events, messages }) {
    if (kind === 'chats') this.chats.set(user, chats);
    if (kind === 'log') at(this.logs, room, () => new Map()).set(user, { head, state, events });
    if (kind === 'history') at(this.histories, room, () => new Map()).set(user, messages);
  }

  /** Whether the server may refuse this attempt though it has read it, so that one whose socket ends may not hear of that. */
  mayRefuse({ at: begin, end }) {
    return this.#refuses || this.#slow.some(([from, to]) => begin <= to && from <= (end?.at ?? Infinity));
  }

  /** Whether the server may lack what it needs for this attempt, and then refuses with 503 or 507. */
  mayLack(attempt) {
    return this.#lacks || this.mayRefuse(attempt);
  }

  get sends() {
    return [...this.operations.values()].filter(({ action }) => action === 'send');
  }

  get dialogs() {
    return [...this.operations.values()].filter(({ action }) => action === 'dialog');
  }

  /** All users whose final reading has the room. */
  members(room) {
    return [...(this.logs.get(room)?.keys() ?? [])];
  }

  /** The final reading of a room by `user`: the events of its log and its messages, and both by seq. */
  reading(room, user) {
    return at(at(this.#readings, room, () => new Map()), user, () => {
      const { head = 0, state, events = [] } = this.logs.get(room)?.get(user) ?? {};
      const messages = this.histories.get(room)?.get(user) ?? [];
      const bySeq = (list) => new Map(list.map((item) => [item.seq, item]));
      return { head, state, events, messages, event: bySeq(events), message: bySeq(messages) };
    });
  }
  #readings = new Map();

  /** The reading of the first member, which those of all others must equal. */
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
