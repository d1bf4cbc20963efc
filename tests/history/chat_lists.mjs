// Invariants I1 and I3 for lists of chats: each names the newest message of each chat, from whose seq a client resumes, and the most
// recently active chat comes first.
import { Acked } from './facts.mjs';

const violation = (invariant, where, text) => ({ invariant, ...where, text });
const fields = ['id', 'seq', 'author', 'at'];
/** Characters of a text that a list shows; it says whether that is all. */
const shown = 200;
const beginning = (text) => [...text].slice(0, shown).join('');
/** Whether a list's last message, or none, is what it shows of a message of the history. */
const shows = (last, message) =>
  last === message ||
  (last &&
    message &&
    fields.every((field) => last[field] === message[field]) &&
    last.text === beginning(message.text) &&
    (last.truncated ?? false) === (last.text !== message.text));
const words = (message) => (message ? `message ${message.id}, seq ${message.seq}, of ${message.at}` : 'no message');

/** @param {string} whose as the subject of a sentence */
function* isInOrder(chats, where, whose) {
  for (const [place, { id, last_message: last, active_at: active }] of chats.entries()) {
    const room = `chat:${id}`;
    if (last && last.at !== active) yield violation('I3', { ...where, room, seq: last.seq }, `${whose} says that the chat was active at ${active}, its last message is of ${last.at}`);
    const next = chats[place + 1];
    if (next && next.active_at > active) yield violation('I3', { ...where, room }, `${whose} has it before chat:${next.id}, which was active later`);
  }
}

export function* listsAreTheHistory(facts) {
  const acked = new Acked();
  /** Attempt → room → the newest seq that was acknowledged before the list was asked for */
  const required = new Map();
  for (const entry of facts.entries) {
    acked.follow(facts, entry);
    if (entry.type === 'invoke' && entry.action === 'list')
      required.set(entry.attempt, new Map([...facts.logs.keys()].map((room) => [room, acked.seq(room)])));
    const before = entry.type === 'ok' && required.get(entry.attempt);
    if (!before) continue;
    const { device } = facts.attempts.get(entry.attempt);
    yield* isInOrder(entry.data.chats, { device }, 'the list');
    for (const { id, last_message: last } of entry.data.chats) {
      const room = `chat:${id}`;
      if (!facts.logs.has(room)) continue;
      const { seq } = last ?? { seq: 0 };
      if (last && !shows(last, facts.truth(room).message.get(seq)))
        yield violation('I3', { room, seq, device }, `the list has ${words(last)}; the history has ${words(facts.truth(room).message.get(seq))}`);
      if (seq < before.get(room)) yield violation('I1', { room, seq: before.get(room), device }, `was acknowledged before a list was asked for, which has seq ${seq} as the last`);
    }
  }
  for (const [user, chats] of facts.chats) {
    yield* isInOrder(chats, {}, `the list of ${user}`);
    for (const { id, last_message: last } of chats) {
      const room = `chat:${id}`;
      const newest = facts.reading(room, user).messages.at(-1);
      if (!shows(last ?? undefined, newest))
        yield violation('I3', { room, seq: last?.seq ?? newest.seq }, `the list of ${user} has ${words(last)} as the last; the history ends with ${words(newest)}`);
    }
  }
}
