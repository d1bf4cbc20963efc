import assert from 'node:assert/strict';
import { test } from 'node:test';

import { begin, binary, chopped, close, fragments, frame, isClose, last, ping, text } from './frame.mjs';

const hex = (octets) => octets.toString('hex');

test('frames equal the examples of RFC 6455 §5.7', () => {
  assert.equal(hex(text('Hello')), '818537fa213d7f9f4d5158');
  assert.equal(hex(text('Hello', { key: null })), '810548656c6c6f');
  assert.equal(hex(begin('text', 'Hel', { key: null })), '010348656c');
  assert.equal(hex(last('lo', { key: null })), '80026c6f');
  assert.equal(hex(ping('Hello', { key: null })), '890548656c6c6f');
  assert.equal(hex(binary(Buffer.alloc(256), { key: null }).subarray(0, 4)), '827e0100');
  assert.equal(hex(binary(Buffer.alloc(65_536), { key: null }).subarray(0, 10)), '827f0000000000010000');
});

test('a frame is wrong in exactly the requested way', () => {
  assert.equal(hex(frame(3, 'x', { key: null, rsv: 5 })), 'd30178');
  assert.equal(hex(text('x', { key: null, form: 16 })), '817e000178');
  assert.equal(hex(text('x', { key: null, form: 64 })), '817f000000000000000178');
  assert.equal(hex(text('x', { key: null, length: 1n << 63n })), '817f800000000000000078');
});

test('a Close carries its code and reason, or nothing', () => {
  assert.equal(hex(close(1000, 'a', { key: null })), '880303e861');
  assert.equal(hex(close(undefined, undefined, { key: null })), '8800');
  assert.ok(isClose(close(1000)));
  assert.ok(!isClose(ping()));
});

test('fragments make a whole message, and chops cut whole frames', () => {
  const cut = fragments('text', 'abcde', 2);
  assert.deepEqual(cut.map(([octet]) => octet), [0x01, 0x00, 0x80]);
  assert.equal(cut.length, 3);
  assert.deepEqual(chopped(2, text('a'), [text('b')]).frames, [text('a'), text('b')]);
});
