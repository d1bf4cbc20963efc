// No extension is agreed on, so each reserved bit must be 0 (RFC 6455 §5.2).
import { afterMessages, begin, chopped, close, frame, last, ping, text } from '../frame.mjs';
import { asText, both, closes, closesAfter, echoes } from '../judge.mjs';

const combinations = [1, 2, 3, 4, 5, 6, 7];
const bits = (rsv) => rsv.toString(2).padStart(3, '0');
const everyKind = ['text', 'binary', 'ping', 'pong', 'close'];

export const reservedBits = [
  ...combinations.flatMap((rsv) => everyKind.map((kind) => [`a ${kind} frame with reserved bits ${bits(rsv)} is refused`, '5.2', [frame(kind, '', { rsv })], closes(1002)])),
  ...combinations.map((rsv) => [`a text of 5 octets with reserved bits ${bits(rsv)} is refused`, '5.2', [text('Hello', { rsv })], closes(1002)]),
  ...combinations.map((rsv) => [`a first fragment with reserved bits ${bits(rsv)} is refused`, '5.2', [begin('text', 'one', { rsv })], closes(1002)]),
  ...combinations.map((rsv) => [`a continuation with reserved bits ${bits(rsv)} is refused`, '5.2', [begin('text', 'one'), last('two', { rsv })], closes(1002)]),
  ...combinations.map((rsv) => [`a text with reserved bits ${bits(rsv)} after one that came back is refused`, '5.2', [text('one'), afterMessages(1), text('two', { rsv }), text('three')], both(echoes(asText('one')), closes(1002))]),
  // In one write: messages before the violation may be lost with the connection.
  ...combinations.map((rsv) => [`a text with reserved bits ${bits(rsv)} among others in one write is refused`, '7.1.7', [text('one'), text('two', { rsv }), ping()], closesAfter([asText('one')], 1002)]),
  ...combinations.map((rsv) => [`a text with reserved bits ${bits(rsv)}, octet by octet, is refused`, '5.2', [chopped(1, text('one', { rsv }))], closes(1002)]),
  ['a Close with reserved bits is refused, not answered', '5.2', [close(1000, 'bye', { rsv: 4 })], closes(1002)],
];
