// Fragments make one message; control frames may stand between them and are never fragmented.
import { afterMessages, afterPongs, begin, binary, chopped, close, frame, last, more, ping, pong, text } from '../frame.mjs';
import { asBinary, asText, both, closes, closesAfter, echoes, nothing, pongForTheLatest, pongs } from '../judge.mjs';

const whole = echoes(asText('onetwo'));
const three = echoes(asText('onetwothree'));

const controlInFragments = ['ping', 'pong', 'close'].flatMap((kind) => [
  [`a ${kind} that says more will come is refused`, '5.5', [frame(kind, 'xx', { fin: 0 })], closes(1002)],
  [`an empty ${kind} that says more will come is refused`, '5.5', [frame(kind, '', { fin: 0 })], closes(1002)],
  [`a ${kind} in two fragments is refused`, '5.5', [frame(kind, 'xx', { fin: 0 }), last('two')], closes(1002)],
  [`a ${kind} that says more will come, within a message, is refused`, '5.5', [begin('text', 'one'), frame(kind, 'xx', { fin: 0 }), last('two')], closes(1002)],
]);

const continuesNothing = [['last', last], ['middle', more]].flatMap(([name, continuation]) => [
  [`a ${name} fragment of nothing is refused`, '5.4', [continuation('nothing')], closes(1002)],
  [`an empty ${name} fragment of nothing is refused`, '5.4', [continuation('')], closes(1002)],
  [`a ${name} fragment of nothing, octet by octet, is refused`, '5.4', [chopped(1, continuation('nothing'))], closes(1002)],
  [`a ${name} fragment of nothing before a message is refused`, '7.1.7', [continuation('nothing'), text('one')], closes(1002)],
  [`a ${name} fragment after a whole message that came back is refused`, '5.4', [text('one'), afterMessages(1), continuation('two')], both(echoes(asText('one')), closes(1002))],
  [`a ${name} fragment after fragments that came back is refused`, '5.4', [begin('text', 'one'), last('two'), afterMessages(1), continuation('x')], both(echoes(asText('onetwo')), closes(1002))],
  [`a ${name} fragment after fragments, in one write, is refused`, '7.1.7', [begin('text', 'one'), last('two'), continuation('x'), text('y')], closesAfter([asText('onetwo')], 1002)],
]);

const startsAnew = ['text', 'binary'].flatMap((kind) => [
  [`a whole ${kind} message within a fragmented one is refused`, '5.4', [begin('text', 'one'), frame(kind, 'two')], closes(1002)],
  [`a first fragment of ${kind} within a fragmented message is refused`, '5.4', [begin('binary', 'one'), begin(kind, 'two'), last('three')], closes(1002)],
  [`an empty ${kind} message within a fragmented one is refused`, '5.4', [begin('text', 'one'), frame(kind, '')], closes(1002)],
  [`a ${kind} message within one that began empty is refused`, '5.4', [begin('text', ''), frame(kind, 'two')], closes(1002)],
  [`a ${kind} message within a fragmented one, octet by octet, is refused`, '5.4', [chopped(1, begin('text', 'one'), frame(kind, 'two'))], closes(1002)],
]);

export const fragmentation = [
  ['two fragments come back as one message', '5.4', [begin('text', 'one'), last('two')], whole],
  ['two binary fragments come back as one message', '5.4', [begin('binary', 'one'), last('two')], echoes(asBinary('onetwo'))],
  ['three fragments come back as one message', '5.4', [begin('text', 'one'), more('two'), last('three')], three],
  ['fragments, octet by octet, come back as one message', '5.4', [chopped(1, begin('text', 'one'), more('two'), last('three'))], three],
  ['fragments of an octet each come back as one message', '5.4', [begin('text', 'H'), more('e'), more('l'), more('l'), last('o')], echoes(asText('Hello'))],
  ['empty fragments make an empty text', '5.4', [begin('text', ''), more(''), last('')], echoes(asText(''))],
  ['empty fragments make an empty binary message', '5.4', [begin('binary', ''), more(''), last('')], echoes(asBinary(''))],
  ['an empty first fragment takes nothing away', '5.4', [begin('text', ''), last('two')], echoes(asText('two'))],
  ['an empty middle fragment takes nothing away', '5.4', [begin('text', 'one'), more(''), last('two')], whole],
  ['an empty last fragment ends the message', '5.4', [begin('text', 'one'), last('')], echoes(asText('one'))],
  ['a hundred empty fragments take nothing away', '5.4', [begin('text', 'one'), ...Array(100).fill(more('')), last('two')], whole],
  ['fragmented messages follow each other', '5.4', [begin('text', 'one'), last('two'), begin('binary', 'one'), last('two')], echoes(asText('onetwo'), asBinary('onetwo'))],
  ['a whole message follows a fragmented one', '5.4', [begin('text', 'one'), last('two'), binary('three')], echoes(asText('onetwo'), asBinary('three'))],
  ['a ping between two fragments is answered', '5.4', [begin('text', 'one'), ping('between'), last('two')], both(whole, pongs('between'))],
  ['a ping between two fragments is answered before the message ends', '5.4', [begin('text', 'one'), ping('between'), afterPongs(1), last('two')], both(whole, pongs('between'))],
  ['a ping between two fragments, octet by octet, is answered', '5.4', [chopped(1, begin('text', 'one'), ping('between'), last('two'))], both(whole, pongs('between'))],
  ['an empty ping between two fragments is answered', '5.4', [begin('text', 'one'), ping(), last('two')], both(whole, pongs(''))],
  ['a ping after an empty first fragment is answered', '5.4', [begin('text', ''), ping('between'), last('two')], both(echoes(asText('two')), pongs('between'))],
  ['a ping before an empty last fragment is answered', '5.4', [begin('text', 'one'), ping('between'), last('')], both(echoes(asText('one')), pongs('between'))],
  ['pings between three fragments: at least the latest is answered', '5.5.3', [begin('text', 'one'), ping('a'), more('two'), ping('b'), last('three')], both(three, pongForTheLatest('a', 'b'))],
  ['a pong between two fragments is not answered', '5.5.3', [begin('text', 'one'), pong('between'), last('two'), ping('after')], both(whole, pongs('after'))],
  ['a Close between two fragments is answered, and the message is gone', '5.5.1', [begin('text', 'one'), close(1000), last('two')], closes(1000, 1005)],
  ['a message that is never ended does not hinder the Close', '7.1.2', [begin('text', 'one'), ping('after')], pongs('after')],
  ['nothing at all may be said', '7.1.2', [], nothing],
  ...controlInFragments,
  ...continuesNothing,
  ...startsAnew,
];
