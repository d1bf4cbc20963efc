// Invariant I3 for live views: over all its sockets, each device received each room's log whole and in order.

const violation = (where, text) => ({ invariant: 'I3', ...where, text });

/** A room on a socket, since its last subscription. */
class Stream {
  subscriptions = 0;
  /** The seq after which events follow. */
  last;
  /** seq → how often it has arrived */
  arrivals = new Map();
}

class Views {
  #facts;
  #streams = new Map();
  /** device → room → seqs that arrived */
  seen = new Map();
  /** room → seq → the event as it was first received, and its receiver */
  #known = new Map();

  constructor(facts) {
    this.#facts = facts;
  }

  #stream(socket, room) {
    const key = `${socket} ${room}`;
    if (!this.#streams.has(key)) this.#streams.set(key, new Stream());
    return this.#streams.get(key);
  }

  /** @param {object} attempt a subscription that was answered with `rooms` */
  *subscribed({ socket, device, parameters }, rooms) {
    for (const [room, answer] of Object.entries(rooms)) {
      if (answer.error) continue;
      const position = parameters.rooms[room];
      const from = position.seq ?? position;
      if (answer.reset || answer.from !== from)
        yield violation({ room, seq: from, device }, `the server says that this seq is not of its log, whose newest is ${answer.seq}`);
      const stream = this.#stream(socket, room);
      ++stream.subscriptions;
      // Events that this socket has received already come once more.
      stream.last = Math.max(stream.last ?? 0, answer.from);
      this.#seenBy(device, room);
    }
  }

  #seenBy(device, room) {
    if (!this.seen.has(device)) this.seen.set(device, new Map());
    const rooms = this.seen.get(device);
    if (!rooms.has(room)) rooms.set(room, new Set());
    return rooms.get(room);
  }

  *arrived({ device, socket, room, seq, event, time, data }) {
    const stream = this.#stream(socket, room);
    const where = { room, seq, device };
    if (stream.last === undefined) yield violation(where, `arrived on ${socket} before its subscription was answered`);
    else if (seq > stream.last + 1) yield violation({ ...where, seq: stream.last + 1 }, `is missing on ${socket}, where seq ${seq} arrived instead`);
    else if (seq <= stream.last && stream.subscriptions === 1) yield violation(where, `arrived on ${socket} after seq ${stream.last}`);
    const times = (stream.arrivals.get(seq) ?? 0) + 1;
    stream.arrivals.set(seq, times);
    if (times > 1 && times > stream.subscriptions)
      yield violation(where, `arrived ${times} times on ${socket}, which has subscribed ${stream.subscriptions} times`);
    stream.last = Math.max(stream.last ?? 0, seq);
    this.#seenBy(device, room).add(seq);
    yield* this.compare(where, { event, time, data }, device);
  }

  /** An event must be the same for every receiver. */
  *compare(where, event, receiver) {
    const { room, seq } = where;
    if (!this.#known.has(room)) this.#known.set(room, new Map());
    const known = this.#known.get(room);
    const text = JSON.stringify(event);
    if (!known.has(seq)) known.set(seq, { text, receiver });
    else if (known.get(seq).text !== text)
      yield violation(where, `${receiver} sees ${text.slice(0, 300)}; ${known.get(seq).receiver} saw ${known.get(seq).text.slice(0, 300)}`);
  }

  /** Every event received live is in the log, and every device of every member has received the whole log. */
  *completed() {
    for (const [room, events] of this.#known) {
      const { head, event } = this.#facts.truth(room);
      for (const [seq, { receiver }] of events)
        if (!event.has(seq)) yield violation({ room, seq }, `${receiver} saw it live; the log, which ends at ${head}, has it no more`);
    }
    for (const [device, user] of this.#devices())
      for (const room of this.#facts.logs.keys()) {
        if (!this.#facts.members(room).includes(user)) continue;
        const seen = this.seen.get(device)?.get(room);
        if (!seen) yield violation({ room, device }, 'the device was never told of this room');
        else
          for (let seq = 1; seq <= this.#facts.truth(room).head; ++seq)
            if (!seen.has(seq)) yield violation({ room, seq, device }, 'has never arrived');
      }
  }

  #devices() {
    return new Map([...this.#facts.attempts.values()].map(({ device, user }) => [device, user]));
  }
}

export function* liveViewsAreTheLog(facts) {
  const views = new Views(facts);
  for (const entry of facts.entries) {
    const attempt = entry.type === 'ok' ? facts.attempts.get(entry.attempt) : undefined;
    if (attempt?.action === 'subscribe') yield* views.subscribed(attempt, entry.data.rooms);
    else if (entry.type === 'event') yield* views.arrived(entry);
  }
  for (const room of facts.logs.keys())
    for (const member of facts.members(room))
      for (const { seq, ...event } of facts.reading(room, member).events)
        yield* views.compare({ room, seq }, event, `the log of ${member}`);
  yield* views.completed();
}
