// Invariant I10 as a rule over system calls: no client receives anything about a message before it is on the disk.

const receives = new Set(['read', 'readv', 'recvfrom', 'recvmsg']);
const sends = new Set(['write', 'writev', 'send', 'sendto', 'sendmsg']);
const syncs = new Set(['fsync', 'fdatasync']);
/** PostgreSQL's answer to COMMIT. */
const committed = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');

/** The payload of a masked WebSocket frame (RFC 6455 § 5.2) that was read whole; empty for other bytes. */
function unmask(bytes) {
  const short = bytes.length >= 2 ? bytes[1] & 0x7f : 0;
  const header = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0);
  if (bytes.length < header + 4 || (bytes[1] & 0x80) === 0) return '';
  const mask = bytes.subarray(header, header + 4);
  return Buffer.from(bytes.subarray(header + 4).map((byte, i) => byte ^ mask[i % 4])).toString();
}

/** The begin and end of each call in the order of time, with the kind of its descriptor at that moment. */
function* moments(calls) {
  const kinds = new Map();
  const order = calls.flatMap((call) => [
    { at: call.began, call, phase: 'begin' },
    ...(call.ended === undefined ? [] : [{ at: call.ended, call, phase: 'end' }]),
  ]);
  // Sorting is stable, so a call that begins and ends in one line keeps that order.
  for (const { at, call, phase } of order.sort((left, right) => left.at - right.at)) {
    if (phase === 'begin' && call.name === 'close') kinds.delete(call.fd);
    if (phase === 'end' && call.name === 'openat' && call.bytes.includes('-wal')) kinds.set(call.result, 'wal');
    if (phase === 'end' && call.name === 'accept4') kinds.set(call.result, 'client');
    if (phase === 'end' && call.name === 'connect' && call.bytes.includes('.s.PGSQL.')) kinds.set(call.fd, 'postgres');
    yield { at, call, phase, kind: kinds.get(call.fd) };
  }
}

/** Follows a message through the calls: `received`, `written`, `durable`, `sent`; each is a line number or undefined. */
function follow(calls, { op, text, id }) {
  const lines = {};
  const note = (step, at) => (lines[step] ??= at);
  let writtenTo;
  for (const { at, call, phase, kind } of moments(calls)) {
    const { name, fd, bytes, result } = call;
    if (phase === 'begin' && sends.has(name) && kind === 'client' && (bytes.includes(op) || bytes.includes(`"id":"${id}"`))) note('sent', at);
    if (phase === 'end' && receives.has(name) && kind === 'client' && unmask(bytes).includes(op)) note('received', at);
    if (lines.received === undefined) continue;
    const isWrite = (kind === 'wal' && name === 'pwrite64') || (kind === 'postgres' && sends.has(name));
    if (phase === 'end' && isWrite && bytes.includes(text)) {
      note('written', at);
      writtenTo = fd;
    }
    const isDurable = (kind === 'wal' && syncs.has(name) && result === 0) || (kind === 'postgres' && receives.has(name) && bytes.includes(committed));
    if (phase === 'end' && isDurable && fd === writtenTo && (kind === 'postgres' || call.began > lines.written)) note('durable', at);
  }
  return lines;
}

/**
 * @param {object[]} calls of the server, as `parseStrace` gives them
 * @param {{op: string, text: string, id: string}[]} messages that were sent one after the other and acknowledged with `id`;
 *   `text` is unlike any other and plain ASCII
 * @returns {{op: string, text: string}[]} messages that were sent too early, or that cannot be followed
 */
export function checkDurability(calls, messages) {
  return messages.flatMap((message) => {
    const { received, written, durable, sent } = follow(calls, message);
    const wrong = (text) => [{ op: message.op, text }];
    if (received === undefined) return wrong('its request is not in the trace');
    if (sent === undefined) return wrong('its answer is not in the trace');
    if (written === undefined) return wrong(`was told in line ${sent}, but never written`);
    if (durable === undefined) return wrong(`was told in line ${sent}, but never made durable after line ${written}`);
    if (sent < durable) return wrong(`was told in line ${sent}, and durable only in line ${durable}`);
    return [];
  });
}
