// A ping is answered with its payload; an unrequested pong is not answered.
import { binary, chopped, ping, pong, text } from '../frame.mjs';
import { asBinary, asText, both, closes, echoes, pongForTheLatest, pongs } from '../judge.mjs';
import { letters, octets } from './payload.mjs';

const ten = Array.from({ length: 10 }, (_, i) => `ping ${i}`);
const invalidText = Buffer.from('00fffefdfcfb00ff', 'hex');

export const pings = [
  ['an empty ping is answered', '5.5.2', [ping()], pongs('')],
  ['a ping of one octet is answered with it', '5.5.3', [ping('!')], pongs('!')],
  ['a ping of text is answered with it', '5.5.3', [ping('Hello')], pongs('Hello')],
  ['a ping need not be text', '5.5.2', [ping(invalidText)], pongs(invalidText)],
  ['a ping of 124 octets is answered with them', '5.5.3', [ping(octets(124))], pongs(octets(124))],
  ['a ping of 125 octets is answered with them', '5.5', [ping(octets(125))], pongs(octets(125))],
  ['a ping of 126 octets is refused', '5.5', [ping(octets(126))], closes(1002)],
  ['a ping of 127 octets is refused', '5.5', [ping(octets(127))], closes(1002)],
  ['a ping of 65536 octets is refused', '5.5', [ping(octets(65_536))], closes(1002)],
  ['a pong of 125 octets is taken', '5.5', [pong(octets(125)), ping('after')], pongs('after')],
  ['a pong of 126 octets is refused', '5.5', [pong(octets(126))], closes(1002)],
  ['an empty ping, octet by octet, is answered', '5.5.2', [chopped(1, ping())], pongs('')],
  ['a ping of 5 octets, octet by octet, is answered', '5.5.2', [chopped(1, ping('Hello'))], pongs('Hello')],
  ['a ping of 125 octets, octet by octet, is answered', '5.5.2', [chopped(1, ping(octets(125)))], pongs(octets(125))],
  ['an unrequested empty pong is not answered', '5.5.3', [pong(), ping('after')], pongs('after')],
  ['an unrequested pong with a payload is not answered', '5.5.3', [pong('unasked'), ping('after')], pongs('after')],
  ['a pong, octet by octet, is not answered', '5.5.3', [chopped(1, pong('unasked')), ping('after')], pongs('after')],
  ['a hundred unrequested pongs are not answered', '5.5.3', [...Array(100).fill(pong('unasked')), ping('after')], pongs('after')],
  ['ten pings in one write: at least the latest is answered', '5.5.3', ten.map((payload) => ping(payload)), pongForTheLatest(...ten)],
  ['ten pings, octet by octet: at least the latest is answered', '5.5.3', [chopped(1, ten.map((payload) => ping(payload)))], pongForTheLatest(...ten)],
  ['pings between messages are answered', '5.5.2', [text('one'), ping('a'), binary('two'), ping('b')], both(echoes(asText('one'), asBinary('two')), pongForTheLatest('a', 'b'))],
  ['a ping after a long message is answered', '5.5.2', [binary(octets(65_536)), ping('after')], both(echoes(asBinary(octets(65_536))), pongs('after'))],
  ['a ping between the writes of two halves of messages is answered', '5.5.2', [chopped(3, text(letters(20)), ping('a'), text('b'))], both(echoes(asText(letters(20)), asText('b')), pongs('a'))],
];
