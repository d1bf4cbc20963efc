// A text must be UTF-8 in any fragmentation; else the connection fails with 1007 (RFC 6455 §8.1). The RFC does not say when:
// promises.mjs demands that Vestnik fails at the first octet at fault.
import { afterMessages, begin, binary, chopped, fragments, last, more, ping, text } from '../frame.mjs';
import { asBinary, asText, both, closes, closesAfter, echoes, pongs } from '../judge.mjs';
import { invalid, valid } from './utf8_sequences.mjs';

const octetsOf = (hex) => Buffer.from(hex, 'hex');
const between = (octets) => Buffer.concat([Buffer.from('κόσμε'), octets, Buffer.from('edited')]);

/** A message with a fragment for each octet. */
const apart = (octets) => (octets.length > 1 ? fragments('text', octets, 1) : [begin('text', octets), last('')]);

/** [description, the text made of a sequence, how it is sent] */
const ways = [
  ['', (octets) => octets, (octets) => [text(octets)]],
  [', within other text', between, (octets) => [text(octets)]],
  [', a fragment for each octet', (octets) => octets, apart],
  [', octet by octet', (octets) => octets, (octets) => [chopped(1, text(octets))]],
];

const sequences = ways.flatMap(([how, make, send]) => [
  ...valid.map(([name, hex]) => [`${name}${how} comes back`, '5.6', send(make(octetsOf(hex))), echoes(asText(make(octetsOf(hex))))]),
  ...invalid.map(([name, hex]) => [`not UTF-8: ${name}${how}`, '8.1', send(make(octetsOf(hex))), closes(1007)]),
]);

const characters = Buffer.from('aé€😀');
const cuts = Array.from({ length: characters.length - 1 }, (_, i) => i + 1);
/** Positions of an octet in a run of ASCII, which decoders read in words. */
const places = Array.from({ length: 33 }, (_, i) => i);
const amid = (place, hex) => Buffer.concat([Buffer.alloc(place, 'a'), octetsOf(hex), Buffer.alloc(32 - place, 'z')]);

const incomplete = [['c3', 'a9'], ['e282', 'ac'], ['e2', '82ac'], ['f09f98', '80'], ['f09f', '9880'], ['f0', '9f9880']];

export const utf8 = [
  ...sequences,
  ...cuts.map((at) => [`characters cut into fragments after octet ${at} come back`, '5.6', [begin('text', characters.subarray(0, at)), last(characters.subarray(at))], echoes(asText(characters))]),
  ...cuts.map((at) => [`characters cut after octet ${at}, with a ping between, come back`, '5.4', [begin('text', characters.subarray(0, at)), ping('between'), last(characters.subarray(at))], both(echoes(asText(characters)), pongs('between'))]),
  ...cuts.map((at) => [`characters cut after octet ${at}, with empty fragments between, come back`, '5.4', [begin('text', characters.subarray(0, at)), more(''), more(''), last(characters.subarray(at))], echoes(asText(characters))]),
  ...places.map((place) => [`a character after ${place} ASCII octets comes back`, '5.6', [text(amid(place, 'e282ac'))], echoes(asText(amid(place, 'e282ac')))]),
  ...places.map((place) => [`not UTF-8: a stray octet after ${place} ASCII octets`, '8.1', [text(amid(place, '80'))], closes(1007)]),
  ...incomplete.map(([head]) => [`not UTF-8: ${head} at the end of a text`, '8.1', [text(Buffer.concat([Buffer.from('text '), octetsOf(head)]))], closes(1007)]),
  ...incomplete.map(([head]) => [`not UTF-8: ${head} at the end of the last fragment`, '8.1', [begin('text', 'text '), last(octetsOf(head))], closes(1007)]),
  ...incomplete.map(([head]) => [`not UTF-8: ${head} before an empty last fragment`, '8.1', [begin('text', octetsOf(head)), last('')], closes(1007)]),
  ...incomplete.map(([head]) => [`not UTF-8: ${head} before a ping and an empty last fragment`, '8.1', [begin('text', octetsOf(head)), ping('between'), last('')], { ...closes(1007), ...pongs('between') }]),
  ...incomplete.map(([head, tail]) => [`not UTF-8: ${head} in one message and ${tail} in the next`, '8.1', [text(octetsOf(head)), text(octetsOf(tail))], closes(1007)]),
  ...incomplete.map(([head, tail]) => [`not UTF-8: ${head} before an empty last fragment, and ${tail} in the next message`, '8.1', [begin('text', octetsOf(head)), last(''), text(octetsOf(tail))], closes(1007)]),
  ...invalid.slice(0, 4).map(([name, hex]) => [`a binary message is not text: ${name} comes back`, '5.6', [binary(octetsOf(hex))], echoes(asBinary(octetsOf(hex)))]),
  ...incomplete.map(([head]) => [`a binary message is not text: ${head} in two fragments comes back`, '5.6', [begin('binary', octetsOf(head)), last('')], echoes(asBinary(octetsOf(head)))]),
  ['a text after a binary message that is not UTF-8 comes back', '5.6', [binary(octetsOf('c3')), text('é')], echoes(asBinary(octetsOf('c3')), asText('é'))],
  ['not UTF-8: the second of two texts, after the first came back', '8.1', [text('é'), afterMessages(1), text(octetsOf('c328'))], both(echoes(asText('é')), closes(1007))],
  ['not UTF-8: the second of two texts in one write', '7.1.7', [text('é'), text(octetsOf('c328')), text('é')], closesAfter([asText('é')], 1007)],
  ['100 KiB of characters of three octets come back', '5.6', [text('€'.repeat(34_133))], echoes(asText('€'.repeat(34_133)))],
  ['100 KiB of characters of three octets after one of one come back', '5.6', [text(`a${'€'.repeat(34_133)}`)], echoes(asText(`a${'€'.repeat(34_133)}`))],
  ['100 KiB of characters of four octets, fragmented by 511, come back', '5.6', fragments('text', '😀'.repeat(25_600), 511), echoes(asText('😀'.repeat(25_600)))],
  ['100 KiB of characters of four octets, written by 1021, come back', '5.6', [chopped(1_021, text('😀'.repeat(25_600)))], echoes(asText('😀'.repeat(25_600)))],
  ['not UTF-8: the last octet of 100 KiB', '8.1', [text(Buffer.concat([Buffer.from('€'.repeat(34_133)), octetsOf('80')]))], closes(1007)],
];
