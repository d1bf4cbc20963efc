// The invariants I1–I6, I8, I11 and I12 of docs/faults.md as rules over a recorded history (docs/testing.md). Pure: a history in, violations out.
import { listsAreTheHistory } from './chat_lists.mjs';
import { Acked, Facts } from './facts.mjs';
import { liveViewsAreTheLog } from './live_views.mjs';
import { cursorsSkipNothing, mailboxesAreFollowed, mailboxesAreWhole, oneSessionAtATime, ownersReadTheirMails } from './mailboxes.mjs';
import { marksNeverGoBack } from './read_marks.mjs';
import { passing, refusalsHaveACause, refusedIsNotDone } from './refusals.mjs';

/** @param {object} where room, seq, op and device, as far as they are known */
const violation = (invariant, where, text) => ({ invariant, ...where, text });
const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);
/** A message or event in a few words. */
const words = (item) => (item ? `message ${item.id ?? item.data?.id} of ${item.at ?? item.time}` : 'nothing');

// -- I1: no acknowledged message is missing from any member's full history -------------------------------------

function* ackedMessagesAreRead(facts) {
  for (const { user, op, room, parameters, result } of facts.sends) {
    if (!result) continue;
    const { seq, id, at } = result;
    const lacking = [...new Set([user, ...facts.members(room)])].flatMap((member) => {
      const { message, event } = facts.reading(room, member);
      const [row, entry] = [message.get(seq), event.get(seq)];
      const isRead = row?.id === id && row.text === parameters.text && row.author === user && row.at === at;
      const isLogged = entry?.data.id === id && entry.data.op === op && entry.time === at;
      return isRead && isLogged ? [] : [`${member} reads ${words(row)} in the history and ${words(entry)} in the log`];
    });
    if (lacking.length > 0) yield violation('I1', { room, seq, op }, `was acknowledged as message ${id} of ${at}; ${lacking.join('; ')}`);
  }
}

function* ackedDialogsAreListed(facts) {
  for (const { user, op, parameters, result } of facts.dialogs)
    for (const member of result ? [user, parameters.user] : [])
      if (!facts.chats.get(member)?.some(({ id }) => id === result.chat.id))
        yield violation('I1', { room: `chat:${result.chat.id}`, op }, `the dialog was acknowledged; the list of ${member} lacks it`);
}

/** A page has what was acknowledged before it was requested, and equals the final history at its place. */
function* pagesAreTheHistory(facts) {
  const acked = new Acked();
  for (const entry of facts.entries) {
    acked.follow(facts, entry);
    if (entry.type !== 'invoke' || entry.action !== 'history') continue;
    const { end, device, parameters } = facts.attempts.get(entry.attempt);
    if (end?.type !== 'ok') continue;
    const { chat, before, limit } = parameters;
    const room = `chat:${chat}`;
    const page = end.data.messages;
    const below = facts.truth(room).messages.filter(({ seq }) => before === 0 || seq < before);
    const newest = page[0]?.seq ?? 0;
    const required = below.findLast(({ seq }) => seq <= acked.seq(room))?.seq ?? 0;
    if (newest < required)
      yield violation('I1', { room, seq: required, device }, `was acknowledged before the page ${before}/${limit} was asked for, which ends at ${newest}`);
    const expected = below.filter(({ seq }) => seq <= newest).slice(-limit).reverse();
    const wrong = page.find((message, i) => !same(message, expected[i])) ?? expected[page.length];
    if (wrong) yield violation('I3', { room, seq: wrong.seq, device }, `the page ${before}/${limit} is not what the history has there in the end`);
    const hasOlder = below.some(({ seq }) => seq < (page.at(-1)?.seq ?? 0));
    if (!wrong && end.data.more !== hasOlder)
      yield violation('I3', { room, seq: page.at(-1)?.seq, device }, `the page ${before}/${limit} says that there ${end.data.more ? 'are' : 'are no'} older messages`);
  }
}

// -- I2: each message exists once, and is stored once ----------------------------------------------------------

function* messagesAreStoredOnce(facts) {
  for (const [key, [first, ...others]] of facts.stored) {
    const { op, text } = first.data;
    for (const { room, seq } of others)
      yield violation('I2', { room, seq, op }, `is stored again; the first time as ${first.room} seq ${first.seq}`);
    const operation = facts.operations.get(key);
    if (!operation) yield violation('I2', { room: first.room, seq: first.seq, op }, 'nobody has sent this');
    else if (operation.room !== first.room || operation.parameters.text !== text)
      yield violation('I2', { room: first.room, seq: first.seq, op }, 'is not what was sent');
  }
}

/** The log has the same messages as the rows from which histories are read. */
function* rowsAreTheLog(facts) {
  for (const room of facts.logs.keys()) {
    const { events, messages, message } = facts.truth(room);
    const ids = new Map();
    for (const { id, seq } of messages) {
      if (ids.has(id)) yield violation('I2', { room, seq }, `the message ${id} is in the history twice, also at ${ids.get(id)}`);
      ids.set(id, seq);
    }
    const created = new Set();
    for (const { seq, event, time, data } of events) {
      if (event !== 'message.created') continue;
      created.add(seq);
      const row = message.get(seq);
      if (row?.id !== data.id || row.text !== data.text || row.author !== data.author || row.at !== time)
        yield violation('I2', { room, seq, op: data.op }, `is in the log as ${words({ time, data })}; the history has ${words(row)}`);
    }
    for (const { seq } of messages) if (!created.has(seq)) yield violation('I2', { room, seq }, 'is in the history, not in the log');
  }
}

function* dialogsAreOne(facts) {
  const pairs = new Map();
  const answers = facts.dialogs.flatMap((dialog) => dialog.ended('ok').map(({ user, end }) => ({ user, op: dialog.op, chat: end.data.chat })));
  const lists = [...facts.chats].flatMap(([user, chats]) => chats.map((chat) => ({ user, chat })));
  for (const { user, op, chat } of [...answers, ...lists]) {
    const pair = [user, chat.peer.id].sort().join(' and ');
    const first = pairs.get(pair) ?? chat.id;
    pairs.set(pair, first);
    if (chat.id !== first) yield violation('I2', { room: `chat:${chat.id}`, op }, `${pair} have the dialog ${first} already`);
  }
}

// -- I3: all members see the same order, without gaps, and no seq is used again --------------------------------

function* logsHaveNoGaps(facts) {
  for (const room of facts.logs.keys())
    for (const member of facts.members(room)) {
      const { head, events } = facts.reading(room, member);
      const wrong = events.findIndex(({ seq }, i) => seq !== i + 1);
      if (wrong >= 0) yield violation('I3', { room, seq: wrong + 1 }, `${member} reads seq ${events[wrong].seq} in its place`);
      else if (events.length !== head)
        yield violation('I3', { room, seq: events.length + 1 }, `${member} cannot read it, though the log goes on to ${head}`);
    }
}

function* membersReadTheSame(facts) {
  for (const room of facts.logs.keys()) {
    const truth = facts.truth(room);
    for (const member of facts.members(room).slice(1)) {
      const other = facts.reading(room, member);
      for (const list of ['events', 'messages']) {
        const length = Math.max(truth[list].length, other[list].length);
        const wrong = Array.from({ length }).findIndex((_, i) => !same(truth[list][i], other[list][i]));
        if (wrong < 0) continue;
        const { seq } = truth[list][wrong] ?? other[list][wrong];
        yield violation('I3', { room, seq }, `${member} and ${facts.members(room)[0]} read different ${list}`);
      }
    }
    const late = truth.messages.findIndex(({ seq }, i) => i > 0 && seq <= truth.messages[i - 1].seq);
    if (late >= 0) yield violation('I3', { room, seq: truth.messages[late].seq }, 'the history is not in the order of seq');
  }
}

/** A message sent after an acknowledgement comes after the acknowledged one. For a single sender that is I4. */
function* orderIsThatOfTime(facts) {
  const acked = new Acked();
  for (const entry of facts.entries) {
    acked.follow(facts, entry);
    const operation = entry.type === 'invoke' ? facts.attempts.get(entry.attempt).operation : undefined;
    const { room, op, user, attempts } = operation ?? {};
    if (!room || attempts[0].attempt !== entry.attempt) continue;
    const seq = facts.seqOf(operation);
    if (seq <= acked.seq(room)) {
      const invariant = acked.operation(room).user === user ? 'I4' : 'I3';
      yield violation(invariant, { room, seq, op }, `was first sent after seq ${acked.seq(room)} had been acknowledged`);
    }
  }
}

// -- I4: the messages of a sender keep their order ----------------------------------------------------------------------

/** Whether the server had received or done `earlier` before it could read `attempt`, and has not refused it. */
const comesBefore = (facts, earlier, attempt) =>
  earlier.attempts.some((copy) => {
    const { socket, place, end } = copy;
    if (end?.type === 'ok' && end.place < attempt.place) return true;
    const wasRefused = end?.type === 'fail' || end?.why === 'outcome_unknown' || (end?.why === 'disconnected' && facts.mayRefuse(copy));
    return socket === attempt.socket && place < attempt.place && !wasRefused;
  });

/** On each socket and in each room no message overtakes another, unless a copy on another socket may have done so. */
function* sendersAreFirstInFirstOut(facts) {
  const lanes = new Map();
  for (const attempt of facts.attempts.values()) {
    const { operation, socket } = attempt;
    const seq = operation?.room ? facts.seqOf(operation) : undefined;
    if (seq === undefined) continue;
    const lane = lanes.get(`${socket} ${operation.room}`) ?? [];
    lanes.set(`${socket} ${operation.room}`, lane);
    const overtaken = lane.findLast((earlier) => earlier.seq > seq && operation.attempts.every((copy) => comesBefore(facts, earlier.operation, copy)));
    if (overtaken)
      yield violation('I4', { room: operation.room, seq, op: operation.op }, `overtook what ${operation.user} had sent before, now seq ${overtaken.seq}`);
    // Only a message newer than all before it is kept: later messages can overtake only such a one.
    if (lane.length === 0 || lane.at(-1).seq < seq) lane.push({ seq, operation });
  }
}

// -- I5: all members know how far each has read, and that never goes back -------------------------------------

function* readMarksStay(facts) {
  const least = new Map();
  const most = new Map();
  for (const { action, user, parameters, end } of facts.attempts.values()) {
    if (action !== 'read') continue;
    const key = `chat:${parameters.chat} ${user}`;
    most.set(key, Math.max(most.get(key) ?? 0, parameters.seq));
    if (end?.type === 'ok') least.set(key, Math.max(least.get(key) ?? 0, parameters.seq, end.data.seq));
  }
  for (const [key, highest] of most) {
    const [room, user] = key.split(' ');
    for (const member of facts.members(room)) {
      const seq = facts.reading(room, member).state?.read[user] ?? 0;
      const acked = least.get(key) ?? 0;
      if (seq < acked) yield violation('I5', { room, seq: acked }, `${user} was told that this mark is set; ${member} is told ${seq}`);
      else if (seq > highest) yield violation('I5', { room, seq }, `${member} is told that ${user} has read so far, who has said ${highest} at most`);
    }
  }
}

// -- I8: every operation ends, and a repetition returns the first result ---------------------------------------

const essence = ({ action }, data) =>
  action === 'send' ? { id: data.id, seq: data.seq, at: data.at } : { chat: data.chat.id, peer: data.chat.peer.id };

function* operationsEnd(facts) {
  for (const { operation, device, action, parameters, end } of facts.attempts.values()) {
    const where = { room: operation?.room, op: parameters.op, device };
    if (!end) yield violation('I8', where, `${action} has never ended`);
    else if (end.why === 'unanswered') yield violation('I8', where, `${action} was not answered, though its socket lived`);
  }
}

function* operationsAreSettled(facts) {
  for (const operation of facts.operations.values()) {
    const { op, result, attempts } = operation;
    const { device } = attempts[0];
    const room = operation.room ?? (result && `chat:${result.chat.id}`);
    const seq = facts.seqOf(operation);
    const refused = operation.ended('fail');
    if (!result && refused.length === 0) yield violation('I8', { room, seq, op, device }, 'what became of it is unknown to the end');
    for (const { end } of operation.ended('ok'))
      if (!same(essence(operation, end.data), essence(operation, result)))
        yield violation('I8', { room, seq, op, device }, `a repetition was answered ${JSON.stringify(end.data)}, the first ${JSON.stringify(result)}`);
    const final = refused.find(({ end }) => !passing.has(end.status));
    if (final && (result || seq !== undefined))
      yield violation('I8', { room, seq, op, device }, `was refused with ${final.end.status} ${final.end.code}, but has been done`);
  }
}

const rules = [
  ackedMessagesAreRead, ackedDialogsAreListed, pagesAreTheHistory,
  messagesAreStoredOnce, rowsAreTheLog, dialogsAreOne,
  logsHaveNoGaps, membersReadTheSame, listsAreTheHistory, liveViewsAreTheLog, orderIsThatOfTime,
  sendersAreFirstInFirstOut, readMarksStay, marksNeverGoBack,
  operationsEnd, operationsAreSettled, refusalsHaveACause, refusedIsNotDone,
  cursorsSkipNothing, mailboxesAreWhole, ownersReadTheirMails, oneSessionAtATime, mailboxesAreFollowed,
];

/**
 * @param {History} history complete, with its final reading
 * @returns {{invariant: string, room?: string, seq?: number, op?: string, device?: string, text: string}[]}
 */
export function check(history) {
  const facts = new Facts(history);
  return rules.flatMap((rule) => [...rule(facts)]);
}
