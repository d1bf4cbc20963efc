// The checker of durability itself: traces made by hand, correct ones and one for each way to be wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkDurability } from './durability.mjs';
import { isComplete, parseStrace } from './strace.mjs';

const message = { op: '0b7f6a52-9a3e-4f5e-8f0c-7d0b1f6e2a90', text: 'something unlike all else', id: '42' };
const hex = (bytes) => `"${[...Buffer.from(bytes, 'latin1')].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}"`;

/** A client's frame, masked as browsers do. */
function masked(text) {
  const mask = [1, 2, 3, 4];
  const payload = [...Buffer.from(text)].map((byte, i) => byte ^ mask[i % 4]);
  const size = payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.from([0x81, ...size, ...mask, ...payload]).toString('latin1');
}

const opened = [
  `1 openat(AT_FDCWD, ${hex('/data/vestnik.db-wal')}, O_RDWR|O_CREAT, 0600) = 7`,
  `2 accept4(5, NULL, NULL, SOCK_CLOEXEC) = 9`,
  `1 connect(8, {sa_family=AF_UNIX, sun_path=${hex('/run/.s.PGSQL.5432')}}, 110) = 0`,
];
const request = `2 recvfrom(9, ${hex(masked(JSON.stringify({ op: message.op, text: message.text })))}, 1536, MSG_DONTWAIT, NULL, NULL) = 99`;
const write = `1 pwrite64(7, ${hex(`page ${message.text} page`)}, 4096, 0) = 4096`;
const sync = '1 fdatasync(7) = 0';
const answer = `2 sendmsg(9, {msg_iov=[{iov_base=${hex('a reply with "id":"42"')}, iov_len=22}], msg_iovlen=1}, MSG_NOSIGNAL) = 22`;
const event = `2 sendmsg(9, {msg_iov=[{iov_base=${hex(`an event of ${message.op}`)}, iov_len=22}], msg_iovlen=1}, MSG_NOSIGNAL) = 22`;
const insert = `1 sendto(8, ${hex(`INSERT ${message.text}`)}, 99, MSG_NOSIGNAL, NULL, 0) = 99`;
const commit = `1 recvfrom(8, ${hex('C\0\0\0\x0bCOMMIT\0Z\0\0\0\x05I')}, 16384, 0, NULL, NULL) = 18`;

/** The complaints about these lines, which follow those that open all descriptors. */
const wrong = (...lines) => checkDurability(parseStrace([...opened, ...lines].join('\n')), [message]).map(({ text }) => text.replaceAll(/\d+/g, 'N'));

test('a message may be sent after the sync, in any order of threads', () => {
  assert.deepEqual(wrong(request, write, sync, answer, event), []);
  assert.deepEqual(wrong(request, write, '1 fdatasync(7 <unfinished ...>', '3 write(4, "\\x01", 1) = 1', '1 <... fdatasync resumed>) = 0', event, answer), []);
  assert.deepEqual(wrong(request, insert, commit, answer), []);
});

test('a message must not be sent before the sync or without one', () => {
  assert.deepEqual(wrong(request, write, answer, sync), ['was told in line N, and durable only in line N']);
  assert.deepEqual(wrong(request, write, event, sync, answer), ['was told in line N, and durable only in line N']);
  assert.deepEqual(wrong(request, write, '1 fdatasync(7 <unfinished ...>', answer, '1 <... fdatasync resumed>) = 0'), ['was told in line N, and durable only in line N']);
  assert.deepEqual(wrong(request, write, answer), ['was told in line N, but never made durable after line N']);
  assert.deepEqual(wrong(request, sync, answer), ['was told in line N, but never written']);
});

test('a sync of another file, a failed one or one that began too early does not count', () => {
  const never = ['was told in line N, but never made durable after line N'];
  assert.deepEqual(wrong(request, write, '1 fdatasync(6) = 0', answer), never);
  assert.deepEqual(wrong(request, write, '1 fdatasync(7) = -1 EIO (Input/output error)', answer), never);
  assert.deepEqual(wrong(request, '3 fdatasync(7 <unfinished ...>', write, '3 <... fdatasync resumed>) = 0', answer), never);
  assert.deepEqual(wrong(request, write, '1 close(7) = 0', sync, answer), never);
});

test('a COMMIT on another connection, or before the message, does not count', () => {
  const other = `1 connect(10, {sa_family=AF_UNIX, sun_path=${hex('/run/.s.PGSQL.5432')}}, 110) = 0`;
  assert.deepEqual(wrong(other, request, insert, commit.replace('(8', '(10'), answer), ['was told in line N, but never made durable after line N']);
  assert.deepEqual(wrong(request, commit, insert, answer), ['was told in line N, but never made durable after line N']);
  assert.deepEqual(wrong(request, insert, answer, commit), ['was told in line N, and durable only in line N']);
});

test('a message that cannot be followed is a complaint', () => {
  assert.deepEqual(wrong(write, sync, answer), ['its request is not in the trace']);
  assert.deepEqual(wrong(request, write, sync), ['its answer is not in the trace']);
});

test('a trace is complete when the first thread has ended', () => {
  assert.equal(isComplete(''), false);
  assert.equal(isComplete('7  close(3) = 0\n8  +++ exited with 0 +++\n'), false);
  assert.equal(isComplete('7  close(3) = 0\n8  +++ exited with 0 +++\n7  +++ exited with 0 +++\n'), true);
});
