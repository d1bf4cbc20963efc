// Whether a reply is what a row of the table demands. A row's last column is made of these words:

const asMessage = (kind, payload) => ({ kind, payload: Buffer.from(payload) });
export const asText = (payload) => asMessage('text', payload);
export const asBinary = (payload) => asMessage('binary', payload);

/** These messages come back, and then the client closes: 1000, which is answered with a Close. */
export const echoes = (...messages) => ({ messages });
/** As `echoes`, for payloads of pongs. */
export const pongs = (...payloads) => ({ pongs: payloads.map((payload) => Buffer.from(payload)) });
/** RFC 6455 §5.5.3: when several pings wait, only the latest need be answered. */
export const pongForTheLatest = (...payloads) => ({ ...pongs(...payloads), mayLack: 'earlier pongs' });
export const both = (...wanted) => Object.assign({}, ...wanted);
export const nothing = {};

/** The server closes with one of these codes, and answers nothing beforehand. */
export const closes = (...codes) => ({ codes });
/** As `closes`, but what came before may have been answered or not, in order (RFC 6455 §5.5.1, §7.1.7). */
export const closesAfter = (mayCome, ...codes) => ({ codes, mayCome });
/** The server ends the line in order, with a Close or without. */
export const ends = { codes: 'any' };

/** 1005 stands for a Close without a code. What a client's own 1000 may be answered with. */
const answersTo1000 = [1000, 1005];

const some = (payload) => `${payload.length} octets ${payload.subarray(0, 16).toString('hex')}${payload.length > 16 ? '…' : ''}`;
const listed = (list, words) => (list.length === 0 ? 'nothing' : list.slice(0, 4).map(words).join(', ') + (list.length > 4 ? `, … ${list.length} in all` : ''));
const said = ({ kind, payload }) => `${kind} of ${some(payload)}`;
const sameMessage = (a, b) => a.kind === b.kind && a.payload.equals(b.payload);
const same = (list, wanted, equal) => list.length === wanted.length && list.every((one, i) => equal(one, wanted[i]));
const begins = (wanted, list, equal) => list.length <= wanted.length && list.every((one, i) => equal(one, wanted[i]));

/** Whether some of `wanted` came, in order, and the latest among them. */
function endsWithLatest(list, wanted) {
  let at = 0;
  for (const one of list) {
    const found = wanted.findIndex((other, i) => i >= at && other.equals(one));
    if (found < 0) return false;
    at = found + 1;
  }
  return at === wanted.length;
}

/** Whether all has come that the client waits for before it closes. */
export function isAnswered(back, reply) {
  const latest = back.pongs?.at(-1);
  const ponged = back.mayLack ? reply.pongs.at(-1)?.equals(latest) : reply.pongs.length >= (back.pongs ?? []).length;
  return ponged && reply.messages.length >= (back.messages ?? []).length;
}

/** @returns {string[]} what is wrong with the reply; empty when nothing is */
export function judge(back, reply) {
  const { messages = [], mayCome = [], pongs = [], mayLack, codes = answersTo1000 } = back;
  if (reply.faults.length > 0) return reply.faults;
  const wrong = [];
  const likeMessages = mayCome.length > 0 ? begins(mayCome, reply.messages, sameMessage) : same(reply.messages, messages, sameMessage);
  if (!likeMessages)
    wrong.push(`messages: ${listed(reply.messages, said)} came; ${mayCome.length > 0 ? 'at most ' : ''}${listed([...messages, ...mayCome], said)} should`);
  const likePongs = mayLack ? endsWithLatest(reply.pongs, pongs) : same(reply.pongs, pongs, (a, b) => a.equals(b));
  if (!likePongs) wrong.push(`pongs: ${listed(reply.pongs, some)} came; ${listed(pongs, some)} should`);
  if (codes !== 'any') {
    if (!reply.close) wrong.push(`no Close came; ${codes.join(' or ')} should`);
    else if (!codes.includes(reply.close.code)) wrong.push(`Close ${reply.close.code} came; ${codes.join(' or ')} should`);
  }
  // §7.1.1: the server ends the line first, and in order.
  if (reply.line !== 'closed') wrong.push(`the line is ${reply.line}; the server should have closed it`);
  return wrong;
}
