// I10 as a rule over system calls: nothing is said about a message before it is on the disk.

const receives = new Set(['read', 'readv', 'recvfrom', 'recvmsg']);
const sends = new Set(['write', 'writev', 'send', 'sendto', 'sendmsg']);
const syncs = new Set(['fsync', 'fdatasync']);
/** PostgreSQL's answer to COMMIT. */
const committed = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');

/** The payload of one masked WebSocket frame (RFC 6455 § 5.2) that is read at once; other bytes give none. */
function unmask(bytes) {
  const short = bytes.length >= 2 ? bytes[1] & 0x7f : 0;
  const header = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0);
  if (bytes.length < header + 4 || (bytes[1] & 0x80) === 0) return '';
  const mask = bytes.subarray(header, header + 4);
  return Buffer.from(bytes.subarray(header + 4).map((byte, i) => byte ^ mask[i % 4])).toString();
}

/** Begins and ends of calls in their order, with what each descriptor is at that moment. */
function* moments(calls) {
  const kinds = new Map();
  const order = calls.flatMap((call) => [
    { at: call.began, call, is: 'begin' },
    ...(call.ended === undefined ? [] : [{ at: call.ended, call, is: 'end' }]),
  ]);
  // What begins and ends in one line does so at once.
  for (const { at, call, is } of order.sort((one, other) => one.at - other.at)) {
    if (is === 'begin' && call.name === 'close') kinds.delete(call.fd);
    if (is === 'end' && call.name === 'openat' && call.bytes.includes('-wal')) kinds.set(call.result, 'wal');
    if (is === 'end' && call.name === 'accept4') kinds.set(call.result, 'client');
    if (is === 'end' && call.name === 'connect' && call.bytes.includes('.s.PGSQL.')) kinds.set(call.fd, 'postgres');
    yield { at, call, is, kind: kinds.get(call.fd) };
  }
}

/** Follows one message through the calls: received, written, durable, told; each is a line or undefined. */
function follow(calls, { op, text, id }) {
  const found = {};
  const note = (what, at) => (found[what] ??= at);
  let writtenTo;
  for (const { at, call, is, kind } of moments(calls)) {
    const { name, fd, bytes, result } = call;
    if (is === 'begin' && sends.has(name) && kind === 'client' && (bytes.includes(op) || bytes.includes(`"id":"${id}"`))) note('told', at);
    if (is === 'end' && receives.has(name) && kind === 'client' && unmask(bytes).includes(op)) note('received', at);
    if (found.received === undefined) continue;
    const isWrite = (kind === 'wal' && name === 'pwrite64') || (kind === 'postgres' && sends.has(name));
    if (is === 'end' && isWrite && bytes.includes(text)) {
      note('written', at);
      writtenTo = fd;
    }
    const isDurable = (kind === 'wal' && syncs.has(name) && result === 0) || (kind === 'postgres' && receives.has(name) && bytes.includes(committed));
    if (is === 'end' && isDurable && fd === writtenTo && (kind === 'postgres' || call.began > found.written)) note('durable', at);
  }
  return found;
}

/**
 * @param {object[]} calls of the server, as `parseStrace` gives them
 * @param {{op: string, text: string, id: string}[]} messages that were sent one after the other and acknowledged with `id`;
 *   `text` is unlike any other and plain ASCII
 * @returns {{op: string, text: string}[]} what was told too early, or cannot be followed
 */
export function checkDurability(calls, messages) {
  return messages.flatMap((message) => {
    const { received, written, durable, told } = follow(calls, message);
    const wrong = (text) => [{ op: message.op, text }];
    if (received === undefined) return wrong('its request is not in the trace');
    if (told === undefined) return wrong('its answer is not in the trace');
    if (written === undefined) return wrong(`was told in line ${told}, but never written`);
    if (durable === undefined) return wrong(`was told in line ${told}, but never made durable after line ${written}`);
    if (told < durable) return wrong(`was told in line ${told}, and durable only in line ${durable}`);
    return [];
  });
}
