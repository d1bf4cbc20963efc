// The closing handshake: the allowed content of a Close, and that nothing follows it.
import { afterMessages, begin, binary, chopped, close, frame, last, ping, pong, reason, text } from '../frame.mjs';
import { asBinary, asText, both, closes, closesAfter, echoes } from '../judge.mjs';
import { letters, octets } from './payload.mjs';

/** 1012 to 1014 were registered later (§11.7); a server may not know them yet. */
const known = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011];
const registeredLater = [1012, 1013, 1014];
const forUse = [3000, 3001, 3999, 4000, 4001, 4999];
/** §7.4.2: 0–999 not used, 1000–2999 reserved for the protocol; §7.4.1: 1005, 1006 and 1015 are never sent. */
const forbidden = [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999];
/** §7.4.2 does not mention them: a server may accept or refuse them. */
const unmentioned = [5000, 65_535];

// §5.5.1: the answer “typically” has the same code, so other codes are allowed.
const accepted = (code) => closes(code, 1000, 1005);
const refused = closes(1002);
/** §7.4.1: 1007 is about messages, which a Close is not; §8.1 only demands the failure. */
const refusedAsText = closes(1007, 1002);

const afterClose = [
  ['a text', text('late')],
  ['a binary message', binary('late')],
  ['a ping', ping('late')],
  ['a pong', pong('late')],
  ['another Close', close(1001)],
  ['fragments', [begin('text', 'la'), last('te')]],
  ['the beginning of a frame', text('late').subarray(0, 3)],
  ['an invalid frame', frame(3, 'late')],
  ['256 KiB', binary(octets(262_144))],
];

export const closing = [
  ['a Close without a code is answered with a Close', '5.5.1', [close()], closes(1000, 1005)],
  ['a Close, octet by octet, is answered', '5.5.1', [chopped(1, close(1000, 'bye'))], accepted(1000)],
  ['a Close with a reason is answered', '5.5.1', [close(1000, 'bye')], accepted(1000)],
  ['a Close with a reason in UTF-8 is answered', '5.5.1', [close(1000, 'κόσμε € 😀')], accepted(1000)],
  ['a Close with a reason of 123 octets is answered', '5.5', [close(1000, letters(123))], accepted(1000)],
  ['a Close with a reason of 124 octets is refused', '5.5', [close(1000, letters(124))], refused],
  ['a Close of one octet is refused', '5.5.1', [frame('close', Buffer.of(3))], refused],
  ['a Close with a reason that is not UTF-8 is refused', '8.1', [frame('close', Buffer.concat([reason(1000), Buffer.from('cebae1bdb9cf83cebcceb5eda080656469746564', 'hex')]))], refusedAsText],
  ['a Close with a reason that ends within a character is refused', '8.1', [frame('close', Buffer.concat([reason(1000), Buffer.from('e282', 'hex')]))], refusedAsText],
  ...known.map((code) => [`a Close with code ${code} is answered`, '7.4.1', [close(code)], accepted(code)]),
  ...registeredLater.map((code) => [`a Close with code ${code}, registered later, is answered or refused`, '11.7', [close(code)], closes(code, 1000, 1005, 1002)]),
  ...forUse.map((code) => [`a Close with code ${code} is answered`, '7.4.2', [close(code)], accepted(code)]),
  ...forUse.map((code) => [`a Close with code ${code} and a reason is answered`, '7.4.2', [close(code, 'bye')], accepted(code)]),
  ...forbidden.map((code) => [`a Close with code ${code} is refused`, '7.4', [close(code)], refused]),
  ...forbidden.map((code) => [`a Close with code ${code} and a reason is refused`, '7.4', [close(code, 'bye')], refused]),
  ...unmentioned.map((code) => [`a Close with code ${code} is answered or refused`, '7.4.2', [close(code)], closes(code, 1000, 1005, 1002)]),
  ...afterClose.map(([name, late]) => [`${name} after a Close, in the same write, is not answered`, '5.5.1', [close(1000), late], accepted(1000)]),
  ['a message that came back before the Close stays the only one', '7.1.2', [text('one'), afterMessages(1), close(1000), text('late')], both(echoes(asText('one')), closes(1000, 1005))],
  // §5.5.1: a server may, but need not, send what it has before it answers.
  ['a message in one write with a Close may come back before it', '5.5.1', [text('one'), close(1000)], closesAfter([asText('one')], 1000, 1005)],
  ['256 KiB in one write with a Close may come back before it', '5.5.1', [binary(octets(262_144)), close(1000), ping()], closesAfter([asBinary(octets(262_144))], 1000, 1005)],
];
