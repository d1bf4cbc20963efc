// Invariant I5: how far somebody has read never goes back, whoever tells it: an event, an answer, or the state of a subscription.

const violation = (where, text) => ({ invariant: 'I5', ...where, text });

/** The highest mark of each key. */
class Highest {
  #seqs = new Map();

  raise(key, seq) {
    this.#seqs.set(key, Math.max(this.at(key), seq));
  }
  at(key) {
    return this.#seqs.get(key) ?? 0;
  }
}

export function* marksNeverGoBack(facts) {
  /** By `ROOM READER`, by `DEVICE ROOM READER`, and by `SOCKET ROOM READER`. */
  const [acked, toDevice, toSocket] = [new Highest(), new Highest(), new Highest()];
  /** Attempt → a function from room and reader to what was certain when it began */
  const certain = new Map();
  const begin = ({ attempt, action, device, user, parameters }) => {
    const known = new Map();
    const note = (room, reader) => known.set(`${room} ${reader}`, Math.max(acked.at(`${room} ${reader}`), toDevice.at(`${device} ${room} ${reader}`)));
    if (action === 'read') note(`chat:${parameters.chat}`, user);
    if (action === 'subscribe') for (const room of Object.keys(parameters.rooms)) facts.members(room).forEach((reader) => note(room, reader));
    certain.set(attempt, (room, reader) => known.get(`${room} ${reader}`) ?? 0);
  };
  for (const entry of facts.entries) {
    const { type, device, socket, room, reader, seq } = entry;
    if (type === 'invoke' && (entry.action === 'read' || entry.action === 'subscribe')) begin(entry);
    if (type === 'mark') {
      const before = toSocket.at(`${socket} ${room} ${reader}`);
      if (seq < before) yield violation({ room, seq, device }, `is told as the mark of ${reader} on ${socket}, after ${before}`);
      toSocket.raise(`${socket} ${room} ${reader}`, seq);
      toDevice.raise(`${device} ${room} ${reader}`, seq);
    }
    const known = type === 'ok' && certain.get(entry.attempt);
    if (!known) continue;
    const { action, user, device: asking, parameters } = facts.attempts.get(entry.attempt);
    if (action === 'read') {
      const [chat, mark] = [`chat:${parameters.chat}`, entry.data.seq];
      const least = Math.max(known(chat, user), parameters.seq);
      if (mark < least) yield violation({ room: chat, seq: mark, device: asking }, `is the answer to the mark ${parameters.seq} of ${user}, whose mark was ${known(chat, user)} before`);
      acked.raise(`${chat} ${user}`, mark);
      continue;
    }
    for (const [chat, { state }] of Object.entries(entry.data.rooms))
      for (const [person, mark] of Object.entries(state?.read ?? {})) {
        if (mark < known(chat, person)) yield violation({ room: chat, seq: mark, device: asking }, `is told as the mark of ${person} to who subscribes, after ${known(chat, person)}`);
        toDevice.raise(`${asking} ${chat} ${person}`, mark);
      }
  }
}
