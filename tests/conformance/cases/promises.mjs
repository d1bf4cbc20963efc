// Vestnik's behaviour where RFC 6455 leaves a choice. Other servers may behave differently and still conform.
import { begin, binary, chopped, frame, fragments, last, ping, text } from '../frame.mjs';
import { asBinary, asText, closes, echoes, pongs } from '../judge.mjs';
import { opens, refused, refusedNaming } from '../opening.mjs';
import { letters, octets } from './payload.mjs';
import { invalid, upToTheFault } from './utf8_sequences.mjs';

/** `net.max-message` of the tested server: the largest allowed value. */
export const longest = 16 * 1024 * 1024;

const field = (name, value) => ({ fields: { [name]: value } });
const ten = Array.from({ length: 10 }, (_, i) => `ping ${i}`);
const faults = invalid.map(([name, hex]) => [name, upToTheFault(Buffer.from(hex, 'hex'))]).filter(([, octets]) => octets);

/** §8.1 does not say when a text fails: Vestnik refuses it at the first octet at fault, not at the end of the message. */
const failingFast = faults.flatMap(([name, octets]) => [
  [`not UTF-8: ${name} is refused while the message goes on`, '8.1', [begin('text', octets)], closes(1007)],
  [`not UTF-8: ${name} is refused while the frame goes on`, '8.1', [text(octets, { length: octets.length + 100 })], closes(1007)],
]);

/** §5.2 allows a sender only the shortest form of a length, and does not say what a receiver does with others. */
const overlong = [[0, 16], [1, 16], [125, 16], [0, 64], [125, 64], [126, 64], [65_535, 64]];

export const promises = [
  ...failingFast,
  ...overlong.map(([size, form]) => [`a length of ${size} in ${form} bits is refused`, '5.2', [text(letters(size), { form })], closes(1002)]),
  ...overlong.map(([size, form]) => [`a length of ${size} in ${form} bits, octet by octet, is refused`, '5.2', [chopped(size > 200 ? 997 : 1, text(letters(size), { form }))], closes(1002)]),
  ...[[5, 16], [125, 16], [5, 64]].map(([size, form]) => [`a ping with a length of ${size} in ${form} bits is refused`, '5.2', [ping(letters(size), { form })], closes(1002)]),
  ['each of ten pings in one write is answered', '5.5.3', ten.map((payload) => ping(payload)), pongs(...ten)],

  // §10.4: each server has its own limits; §7.4.1: it refuses larger messages with 1009.
  ['a text of the longest length comes back', '10.4', [text(letters(longest))], echoes(asText(letters(longest)))],
  ['a binary message of the longest length comes back', '10.4', [binary(octets(longest))], echoes(asBinary(octets(longest)))],
  ['fragments of the longest length together come back', '10.4', fragments('binary', octets(longest), longest / 8), echoes(asBinary(octets(longest)))],
  ['a message of one octet more is refused at its header', '10.4', [frame('binary', 'begins', { length: longest + 1 })], closes(1009)],
  ['a message of one octet more is refused, and the connection ends in order though the client goes on', '10.4', [binary(octets(longest + 1))], closes(1009)],
  ['fragments of one octet more together are refused', '10.4', [begin('binary', octets(longest)), last('x')], closes(1009)],
  ['a message of 4 GiB is refused at its header', '10.4', [frame('text', 'begins', { length: 2 ** 32 })], closes(1009)],
  ['a message of 2^63 - 1 octets is refused at its header', '10.4', [frame('text', 'begins', { length: (1n << 63n) - 1n })], closes(1009)],
  ['lengths whose sum leaves 64 bits are refused', '10.4', [begin('binary', 'one'), frame('continuation', 'two', { length: (1n << 64n) - 1n })], closes(1009)],
];

export const openingPromises = [
  ['another version is told with 426 and the one version', '4.2.2', field('Sec-WebSocket-Version', '8'), refusedNaming('13', 426)],
  ['a missing version is told as another', '4.2.2', field('Sec-WebSocket-Version', null), refusedNaming('13', 426)],
  ['a foreign origin is refused with 403', '10.2', field('Origin', 'http://elsewhere.example'), refused(403)],
  ['without an origin a ticket or a token is needed', '10.2', field('Origin', null), refused(403)],
  ['without an origin a token is good', '10.2', { fields: { Origin: null, Authorization: 'Bearer unknown' } }, refused(401)],
  ['the subprotocol that is spoken is confirmed', '4.2.2', field('Sec-WebSocket-Protocol', 'vestnik.v1'), opens({ protocol: ['vestnik.v1'] })],
  ['the subprotocol that is spoken is confirmed among others', '4.2.2', field('Sec-WebSocket-Protocol', 'other, vestnik.v1'), opens({ protocol: ['vestnik.v1'] })],
  ['the subprotocol that is spoken is confirmed in its own line', '11.3.4', field('Sec-WebSocket-Protocol', ['other', 'vestnik.v1']), opens({ protocol: ['vestnik.v1'] })],
  ['other subprotocols alone are refused', '4.2.2', field('Sec-WebSocket-Protocol', 'other'), refused(400)],
  ['compression is not agreed on unless it was switched on', '9.1', field('Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'), opens()],
  ['there is nothing elsewhere', '4.2.2', { path: (path) => `${path}/elsewhere` }, refused(404)],
];
