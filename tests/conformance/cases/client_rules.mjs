// Rules for clients: they mask frames, and complete frames and messages before they end the connection.
import { afterMessages, begin, binary, chopped, close, fragments, hangUp, last, ping, pong, text } from '../frame.mjs';
import { asBinary, asText, both, closes, echoes, ends } from '../judge.mjs';
import { octets } from './payload.mjs';

const key = null;
const keys = ['00000000', 'ffffffff', '00ff00ff', 'deadbeef', '000000ff'];
/** §5.2: the topmost bit must be 0. §7.4.1: a length that no server can process may also be refused with 1009. */
const topmost = [1n << 63n, (1n << 63n) + 5n, (1n << 64n) - 1n];

export const clientRules = [
  ['a text that is not masked is refused', '5.1', [text('Hello', { key })], closes(1002)],
  ['an empty text that is not masked is refused', '5.1', [text('', { key })], closes(1002)],
  ['a binary message that is not masked is refused', '5.1', [binary(octets(126), { key })], closes(1002)],
  ['a message of 64 KiB that is not masked is refused', '5.1', [binary(octets(65_536), { key })], closes(1002)],
  ['a ping that is not masked is refused', '5.1', [ping('Hello', { key })], closes(1002)],
  ['a pong that is not masked is refused', '5.1', [pong('Hello', { key })], closes(1002)],
  ['a Close that is not masked is refused', '5.1', [close(1000, 'bye', { key })], closes(1002)],
  ['a continuation that is not masked is refused', '5.1', [begin('text', 'one'), last('two', { key })], closes(1002)],
  ['a text that is not masked, octet by octet, is refused', '5.1', [chopped(1, text('Hello', { key }))], closes(1002)],
  ['a text that is not masked, after one that came back, is refused', '5.1', [text('one'), afterMessages(1), text('two', { key })], both(echoes(asText('one')), closes(1002))],
  ...keys.map((hex) => [`any mask will do: ${hex}`, '5.3', [binary(octets(300), { key: Buffer.from(hex, 'hex') })], echoes(asBinary(octets(300)))]),
  ['each fragment has a mask of its own', '5.3', [begin('text', 'one', { key: Buffer.from('01020304', 'hex') }), last('two', { key: Buffer.from('a1a2a3a4', 'hex') })], echoes(asText('onetwo'))],
  ['a mask begins anew with each frame, whatever the length of the last', '5.3', fragments('binary', octets(47), 5), echoes(asBinary(octets(47)))],
  ...topmost.map((length) => [`a length of 0x${length.toString(16)} is refused`, '5.2', [binary('Hello', { length, form: 64 })], closes(1002, 1009)]),
  ['a length of 0x8000000000000000 in a continuation is refused', '5.2', [begin('binary', 'one'), last('two', { length: 1n << 63n, form: 64 })], closes(1002, 1009)],
  ['a connection that ends before anything was said is ended', '7.1.1', [hangUp], ends],
  ['a connection that ends within a header is ended, and nothing is answered', '7.1.1', [text('Hello').subarray(0, 1), hangUp], ends],
  ['a connection that ends within a payload is ended, and nothing is answered', '7.1.1', [text('Hello').subarray(0, 8), hangUp], ends],
  ['a connection that ends within a message is ended, and nothing is answered', '7.1.1', [begin('text', 'one'), hangUp], ends],
  ['a connection that ends after a message that came back is ended', '7.1.1', [text('one'), afterMessages(1), hangUp], both(echoes(asText('one')), ends)],
];
