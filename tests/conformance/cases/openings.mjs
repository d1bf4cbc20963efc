// The opening handshake (RFC 6455 §4). A row's `sent` has the differences from an ordinary request. Where the RFC demands "an
// appropriate HTTP error code (such as …)", any 4xx is accepted.
import { exampleKey, opens, refused, refusedNaming } from '../opening.mjs';

const field = (name, value) => ({ fields: { [name]: value } });
const key = (value) => field('Sec-WebSocket-Key', value);
const otherKey = Buffer.from('0123456789abcdef').toString('base64');
const lowerCase = { upgrade: 'websocket', connection: 'upgrade', 'sec-websocket-key': exampleKey, 'sec-websocket-version': '13' };
const usualNames = { Upgrade: null, Connection: null, 'Sec-WebSocket-Key': null, 'Sec-WebSocket-Version': null };

export const openings = [
  ['the example of the RFC is accepted with the example\'s answer', '1.3', {}, opens()],
  ['another key is answered with its own hash', '4.2.2', key(otherKey), opens({ key: otherKey })],
  ['a key with white space around it is the same key', '4.2.2', key(`  ${otherKey}\t`), opens({ key: otherKey })],
  ['a request that comes octet by octet is accepted', '4.2.1', { chops: 1 }, opens()],
  ['names of fields may have any case', '4.2.1', { fields: { ...usualNames, ...lowerCase } }, opens()],
  ['the target may be a whole address', '4.2.1', { path: (path, { host }) => `http://${host}${path}` }, opens()],
  ['fields that a server does not know are ignored', '4.2.1', field('X-Unknown', 'anything'), opens()],

  ['Upgrade may be written WebSocket', '4.2.1', field('Upgrade', 'WebSocket'), opens()],
  ['Upgrade may be written WEBSOCKET', '4.2.1', field('Upgrade', 'WEBSOCKET'), opens()],
  ['Upgrade may name something else afterwards', '4.2.1', field('Upgrade', 'websocket, h2c'), opens()],
  ['Upgrade may name something else beforehand', '4.2.1', field('Upgrade', 'h2c ,\twebsocket'), opens()],
  ['Upgrade may come in two lines, websocket first', '4.2.1', field('Upgrade', ['websocket', 'h2c']), opens()],
  ['Upgrade may come in two lines, websocket last', '4.2.1', field('Upgrade', ['h2c', 'websocket']), opens()],
  ['without Upgrade no WebSocket opens', '4.2.1', field('Upgrade', null), refused()],
  ['with an empty Upgrade no WebSocket opens', '4.2.1', field('Upgrade', ''), refused()],
  ['with another Upgrade no WebSocket opens', '4.2.1', field('Upgrade', 'h2c'), refused()],
  ['with an Upgrade that only begins so no WebSocket opens', '4.2.1', field('Upgrade', 'websockets'), refused()],

  ['Connection may be written upgrade', '4.2.1', field('Connection', 'upgrade'), opens()],
  ['Connection may be written UPGRADE', '4.2.1', field('Connection', 'UPGRADE'), opens()],
  ['Connection may name something else beforehand', '4.2.1', field('Connection', 'keep-alive, Upgrade'), opens()],
  ['Connection may name something else afterwards', '4.2.1', field('Connection', 'Upgrade,keep-alive'), opens()],
  ['Connection may have empty items', '4.2.1', field('Connection', ', ,\tUpgrade ,'), opens()],
  ['Connection may come in two lines, Upgrade first', '4.2.1', field('Connection', ['Upgrade', 'keep-alive']), opens()],
  ['Connection may come in two lines, Upgrade last', '4.2.1', field('Connection', ['keep-alive', 'Upgrade']), opens()],
  ['without Connection no WebSocket opens', '4.2.1', field('Connection', null), refused()],
  ['with another Connection no WebSocket opens', '4.2.1', field('Connection', 'keep-alive'), refused()],
  ['with a Connection that only begins so no WebSocket opens', '4.2.1', field('Connection', 'Upgraded'), refused()],

  ['without a key no WebSocket opens', '4.2.1', key(null), refused()],
  ['an empty key is refused', '4.2.1', key(''), refused()],
  ['a key of 15 octets is refused', '4.2.1', key(Buffer.alloc(15, 'k').toString('base64')), refused()],
  ['a key of 17 octets is refused', '4.2.1', key(Buffer.alloc(17, 'k').toString('base64')), refused()],
  ['a key of 8 octets is refused', '4.2.1', key(Buffer.alloc(8, 'k').toString('base64')), refused()],
  ['a key without its padding is refused', '4.2.1', key(exampleKey.slice(0, -2)), refused()],
  ['a key that is not base64 is refused', '4.2.1', key(`${exampleKey.slice(0, 21)}!==`), refused()],
  ['two keys are refused', '11.3.1', key([exampleKey, otherKey]), refused()],

  // §4.2.2 names 426 as an example, §4.4 shows a 400: the supported version must be in the answer.
  ...['0', '7', '8', '12', '14', '99', '130', '013', 'thirteen'].map((version) => [`version ${version} is refused, and 13 named`, '4.4', field('Sec-WebSocket-Version', version), refusedNaming('13', 400, 426)]),
  ['without a version no WebSocket opens', '4.2.1', field('Sec-WebSocket-Version', null), refused()],
  ['an empty version is refused', '4.2.1', field('Sec-WebSocket-Version', ''), refused()],
  ['two versions in one line are refused', '11.3.5', field('Sec-WebSocket-Version', '13, 8'), refused()],
  ['two versions in two lines are refused, 13 first', '11.3.5', field('Sec-WebSocket-Version', ['13', '8']), refused()],
  ['two versions in two lines are refused, 13 last', '11.3.5', field('Sec-WebSocket-Version', ['8', '13']), refused()],

  ...['POST', 'PUT', 'HEAD', 'OPTIONS', 'get'].map((method) => [`the method is GET, and not ${method}`, '4.2.1', { method, fields: /^P/.test(method) ? { 'Content-Length': '0' } : {} }, refused()]),
  ['HTTP/1.0 opens no WebSocket', '4.2.1', { version: 'HTTP/1.0' }, refused()],
  ['HTTP/2.0 in a request line opens no WebSocket', '4.2.1', { version: 'HTTP/2.0' }, refused(400, 505)],
  ['without Host no WebSocket opens', '4.2.1', field('Host', null), refused()],

  ['no extension is agreed on that the server does not know', '9.1', field('Sec-WebSocket-Extensions', 'x-unknown; level=9'), opens()],
];
