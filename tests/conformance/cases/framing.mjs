// Messages with lengths around the limits of each form of the length field, in one write and in small writes.
import { binary, chopped, text } from '../frame.mjs';
import { asBinary, asText, echoes } from '../judge.mjs';
import { letters, octets } from './payload.mjs';

const sizes = [0, 1, 125, 126, 127, 128, 65_535, 65_536];

const whole = sizes.flatMap((size) => [
  [`a text of ${size} octets comes back`, '5.6', [text(letters(size))], echoes(asText(letters(size)))],
  [`a binary message of ${size} octets comes back`, '5.6', [binary(octets(size))], echoes(asBinary(octets(size)))],
]);

const inChops = [
  [0, 1], [1, 1], [125, 1], [126, 1], [127, 1], [128, 1], [65_535, 997], [65_536, 997], [65_536, 1_460],
].flatMap(([size, chop]) => [
  [`a text of ${size} octets, written by ${chop}, comes back`, '5.2', [chopped(chop, text(letters(size)))], echoes(asText(letters(size)))],
  [`a binary message of ${size} octets, written by ${chop}, comes back`, '5.2', [chopped(chop, binary(octets(size)))], echoes(asBinary(octets(size)))],
]);

export const framing = [
  ...whole,
  ...inChops,
  ['two messages in one write come back one after the other', '5.2', [text('one'), binary('two')], echoes(asText('one'), asBinary('two'))],
  ['a frame that ends in the write of the next comes back', '5.2', [chopped(7, text('one'), text('two'), text('three'))], echoes(asText('one'), asText('two'), asText('three'))],
  ['a text and a binary message of the same octets differ by their kind alone', '5.6', [text('Hello'), binary('Hello')], echoes(asText('Hello'), asBinary('Hello'))],
];
