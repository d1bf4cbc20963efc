// Compares a reply with the demand of a row. The last column of a row is made of these functions:

const asMessage = (kind, payload) => ({ kind, payload: Buffer.from(payload) });
export const asText = (payload) => asMessage('text', payload);
export const asBinary = (payload) => asMessage('binary', payload);

/** These messages come back. Then the client closes with 1000, which is answered with a Close. */
export const echoes = (...messages) => ({ messages });
/** As `echoes`, for payloads of pongs. */
export const pongs = (...payloads) => ({ pongs: payloads.map((payload) => Buffer.from(payload)) });
/** RFC 6455 §5.5.3: when several pings wait, only the latest need be answered. */
export const pongForTheLatest = (...payloads) => ({ ...pongs(...payloads), mayLack: 'earlier pongs' });
export const both = (...demands) => Object.assign({}, ...demands);
export const nothing = {};

/** The server closes with one of these codes, and answers nothing before. */
export const closes = (...codes) => ({ codes });
/** As `closes`, but some or all earlier messages may come back first, in order (RFC 6455 §5.5.1, §7.1.7). */
export const closesAfter = (mayCome, ...codes) => ({ codes, mayCome });
/** The server ends the connection in order, with a Close or without. */
export const ends = { codes: 'any' };

/** Codes that may answer a client's 1000; 1005 stands for a Close without a code. */
const answersTo1000 = [1000, 1005];

const some = (payload) => `${payload.length} octets ${payload.subarray(0, 16).toString('hex')}${payload.length > 16 ? '…' : ''}`;
const listed = (list, words) => (list.length === 0 ? 'nothing' : list.slice(0, 4).map(words).join(', ') + (list.length > 4 ? `, … ${list.length} in all` : ''));
const described = ({ kind, payload }) => `${kind} of ${some(payload)}`;
const sameMessage = (a, b) => a.kind === b.kind && a.payload.equals(b.payload);
const same = (list, wanted, equal) => list.length === wanted.length && list.every((item, i) => equal(item, wanted[i]));
const begins = (wanted, list, equal) => list.length <= wanted.length && list.every((item, i) => equal(item, wanted[i]));

/** Whether the list is a part of `wanted`, in order, with the latest. */
function endsWithLatest(list, wanted) {
  let at = 0;
  for (const item of list) {
    const index = wanted.findIndex((payload, i) => i >= at && payload.equals(item));
    if (index < 0) return false;
    at = index + 1;
  }
  return at === wanted.length;
}

/** Whether everything has come back for which the client waits before it closes. */
export function isAnswered(back, reply) {
  const latest = back.pongs?.at(-1);
  const ponged = back.mayLack ? reply.pongs.at(-1)?.equals(latest) : reply.pongs.length >= (back.pongs ?? []).length;
  return ponged && reply.messages.length >= (back.messages ?? []).length;
}

/** @returns {string[]} complaints about the reply */
export function judge(back, reply) {
  const { messages = [], mayCome = [], pongs = [], mayLack, codes = answersTo1000 } = back;
  if (reply.faults.length > 0) return reply.faults;
  const wrong = [];
  const likeMessages = mayCome.length > 0 ? begins(mayCome, reply.messages, sameMessage) : same(reply.messages, messages, sameMessage);
  if (!likeMessages)
    wrong.push(`messages: ${listed(reply.messages, described)} came; ${mayCome.length > 0 ? 'at most ' : ''}${listed([...messages, ...mayCome], described)} should`);
  const likePongs = mayLack ? endsWithLatest(reply.pongs, pongs) : same(reply.pongs, pongs, (a, b) => a.equals(b));
  if (!likePongs) wrong.push(`pongs: ${listed(reply.pongs, some)} came; ${listed(pongs, some)} should`);
  if (codes !== 'any') {
    if (!reply.close) wrong.push(`no Close came; ${codes.join(' or ')} should`);
    else if (!codes.includes(reply.close.code)) wrong.push(`Close ${reply.close.code} came; ${codes.join(' or ')} should`);
  }
  // §7.1.1: the server ends the connection first, and in order.
  if (reply.state !== 'closed') wrong.push(`the connection is ${reply.state}; the server should have closed it`);
  return wrong;
}
