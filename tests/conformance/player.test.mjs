// The player itself: each recorded reply breaks one rule, which must be reported.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { begin, close, hangUp, ping, text } from './frame.mjs';
import { asText, both, closes, closesAfter, echoes, ends, nothing, pongForTheLatest, pongs } from './judge.mjs';
import { opens, refused, refusedNaming } from './opening.mjs';
import { play, playOpening } from './player.mjs';
import { accepting, RecordedServer } from './recorded_server.mjs';
import { Target } from './target.mjs';

const hello = '810548656c6c6f';
const world = '8105776f726c64';
const bye = '880203e8';
const refusal = '880203ea';
const pongA = '8a0161';
const pongB = '8a0162';

const echoing = { sent: [text('Hello')], back: echoes(asText('Hello')) };
const silent = { sent: [], back: nothing };
const pinging = { sent: [ping('a'), ping('b')], back: pongs('a', 'b') };
const pingingLatest = { sent: [ping('a'), ping('b')], back: pongForTheLatest('a', 'b') };
const refusing = { sent: [text('Hello', { rsv: 1 })], back: closes(1002) };
const refusingLater = { sent: [text('Hello'), text('x', { rsv: 1 })], back: closesAfter([asText('Hello')], 1002) };
const closing = { sent: [close(1000)], back: closes(1000, 1005) };
const leaving = { sent: [begin('text', 'Hello'), hangUp], back: ends };
const everything = { sent: [text('Hello'), ping('a')], back: both(echoes(asText('Hello')), pongs('a')) };

/** @returns {Promise<string[]>} the player's complaints about a server with a recorded reply */
async function reported(row, { octets = '', ending = 'closed', head = accepting(), by = play, patience = 10_000 }) {
  const server = await RecordedServer.start(head, Buffer.from(octets, 'hex'), ending);
  try {
    return await by(new Target(server.url, patience), row);
  } finally {
    await server.stop();
  }
}

/** [behaviour, row, recorded octets] */
const right = [
  ['echoes a message', echoing, hello + bye],
  ['echoes a message in fragments, with a ping between', echoing, '010348656c890161' + '80026c6f' + bye],
  ['answers a Close without a code', echoing, hello + '8800'],
  ['says nothing but the Close', silent, bye],
  ['answers each ping', pinging, pongA + pongB + bye],
  ['answers the latest ping alone', pingingLatest, pongB + bye],
  ['answers each ping where the latest would do', pingingLatest, pongA + pongB + bye],
  ['refuses', refusing, refusal],
  ['refuses at once', refusingLater, refusal],
  ['refuses after an echo', refusingLater, hello + refusal],
  ['answers a Close', closing, bye],
  ['ends the connection without a Close', leaving, ''],
  ['answers a ping before a message', everything, pongA + hello + bye],
];
for (const [behaviour, row, octets] of right)
  test(`the player accepts a server that ${behaviour}`, async () => assert.deepEqual(await reported(row, { octets }), []));

/** [behaviour, row, recorded octets, expected complaint, end of the connection] */
const wrong = [
  ['echoes other octets', echoing, '810548656c6c70' + bye, /^messages: text of 5 octets 48656c6c70 came; text of 5 octets 48656c6c6f should$/],
  ['echoes a text as binary', echoing, '820548656c6c6f' + bye, /^messages: binary of 5 octets/],
  ['echoes twice', echoing, hello + hello + bye, /^messages: .*, text of 5 octets 48656c6c6f came/],
  ['echoes nothing', echoing, bye, /^messages: nothing came/],
  ['sends an unrequested message', silent, hello + bye, /^messages: text .* came; nothing should$/],
  ['masks', echoing, '818537fa213d7f9f4d5158' + bye, /§5\.1/],
  ['sets a reserved bit', echoing, 'c10548656c6c6f' + bye, /reserved bits are set: 4/],
  ['uses a reserved data opcode', echoing, '8300' + hello + bye, /opcode 3 is reserved/],
  ['uses a reserved control opcode', echoing, '8b00' + hello + bye, /opcode 11 is reserved/],
  ['writes a length in more than the shortest form', echoing, '817e000548656c6c6f' + bye, /shortest form/],
  ['writes a length in 64 bits that fits 16', echoing, '817f000000000000000548656c6c6f' + bye, /shortest form/],
  ['sends a text that is not UTF-8', echoing, '8101c3' + bye, /a text is not UTF-8: c3/],
  ['continues nothing', echoing, '800548656c6c6f' + bye, /fragments do not follow/],
  ['begins anew within a message', echoing, '010148' + hello + bye, /fragments do not follow/],
  ['fragments a ping', echoing, '0900' + hello + bye, /fragmented or too long/],
  ['sends a ping of 126 octets', echoing, `897e007e${'00'.repeat(126)}${bye}`, /fragmented or too long/],
  ['goes on after its Close', closing, bye + '8900', /a frame came after the Close/],
  ['closes twice', closing, bye + bye, /a frame came after the Close/],
  ['sends code 1005', closing, '880203ed', /code 1005 was sent/],
  ['sends code 999', closing, '880203e7', /code 999 was sent/],
  ['sends half a code', closing, '880103', /half a code/],
  ['gives a reason that is not UTF-8', closing, '880303e8c3', /reason of a Close is not UTF-8/],
  ['ends within a header', echoing, hello + '88', /the connection ended within a frame/],
  ['ends within a payload', echoing, hello + '880203', /the connection ended within a frame/],
  ['ends without a Close', echoing, hello, /^no Close came; 1000 or 1005 should$/],
  ['refuses a correct message', echoing, refusal, /^messages: nothing came/],
  ['echoes, and answers 1000 with an error', echoing, hello + refusal, /^Close 1002 came; 1000 or 1005 should$/],
  ['refuses with another code', refusing, '880203ef', /^Close 1007 came; 1002 should$/],
  ['echoes a message that it should refuse', refusing, hello + refusal, /^messages: .* nothing should$/],
  ['echoes something else before it refuses', refusingLater, world + refusal, /^messages: .* at most text of 5 octets 48656c6c6f should$/],
  ['echoes more than came before the violation', refusingLater, hello + hello + refusal, /^messages: /],
  ['answers a ping with something else', pinging, '8a0163' + pongB + bye, /^pongs: /],
  ['answers pings in another order', pinging, pongB + pongA + bye, /^pongs: /],
  ['leaves a ping out', pinging, pongB + bye, /^pongs: /],
  ['answers a ping twice', pinging, pongA + pongA + pongB + bye, /^pongs: /],
  ['leaves the latest ping out', pingingLatest, pongA + bye, /^pongs: /],
  ['answers pings in another order where the latest would do', pingingLatest, pongB + pongA + bye, /^pongs: /],
  ['answers a pong with a pong', silent, pongA + bye, /^pongs: /],
  ['echoes an unfinished message', leaving, hello, /^messages: /],
  ['leaves the connection open', closing, bye, /^the connection is open; the server should have closed it$/, 'open'],
  ['resets the connection', refusing, refusal, /^the connection is reset; the server should have closed it$/, 'reset'],
];
for (const [behaviour, row, octets, complaint, ending] of wrong)
  test(`the player reports a server that ${behaviour}`, async () => {
    const all = await reported(row, { octets, ending, patience: ending === 'open' ? 200 : 10_000 });
    assert.match(all[0] ?? 'nothing was reported', complaint);
    assert.ok(all.includes(`came: ${octets}`) || octets.length > 96, `the octets that came are shown: ${all.at(-1)}`);
  });

const opening = { sent: {}, back: opens() };
const refusedOpening = { sent: { method: 'POST' }, back: refused() };
const refusedVersion = { sent: { fields: { 'Sec-WebSocket-Version': '8' } }, back: refusedNaming('13', 400, 426) };
const status = (line, fields = '') => `HTTP/1.1 ${line}\r\n${fields}\r\n`;

/** [behaviour, row, recorded answer, expected complaint] */
const wrongAnswers = [
  ['does not open', opening, status('400 Bad Request'), /^status 400 came; 101 should$/],
  ['opens a connection that it should refuse', refusedOpening, accepting(), /^status 101 came; 4xx should$/],
  ['refuses with a status for its own mistake', refusedOpening, status('500 Internal Server Error'), /^status 500 came; 4xx should$/],
  ['does not name the version', refusedVersion, status('426 Upgrade Required'), /does not name 13/],
  ['names another version', refusedVersion, status('426 Upgrade Required', 'Sec-WebSocket-Version: 8\r\n'), /does not name 13/],
  ['answers another key', opening, accepting({ 'Sec-WebSocket-Accept': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }), /^Sec-WebSocket-Accept: AAAA/],
  ['does not answer the key', opening, accepting({ 'Sec-WebSocket-Accept': null }), /^Sec-WebSocket-Accept: $/],
  ['does not say Upgrade', opening, accepting({ Upgrade: null }), /^Upgrade: $/],
  ['upgrades to something else', opening, accepting({ Upgrade: 'h2c' }), /^Upgrade: h2c$/],
  ['does not say Connection: Upgrade', opening, accepting({ Connection: 'keep-alive' }), /^Connection: keep-alive$/],
  ['confirms a subprotocol that nobody offered', opening, accepting({ 'Sec-WebSocket-Protocol': 'chat' }), /^Sec-WebSocket-Protocol: chat$/],
  ['agrees on an extension that nobody offered', opening, accepting({ 'Sec-WebSocket-Extensions': 'permessage-deflate' }), /^Sec-WebSocket-Extensions: permessage-deflate$/],
  ['speaks HTTP/1.0', opening, accepting().replace('HTTP/1.1', 'HTTP/1.0'), /^HTTP\/1\.0 101$/],
  ['speaks no HTTP', opening, 'hello\r\n\r\n', /^status NaN came; 101 should$/],
  ['hangs up', opening, '', /^no answer to the opening handshake came$/],
];
for (const [behaviour, row, head, complaint] of wrongAnswers)
  test(`the player reports a server that ${behaviour} at the opening`, async () => {
    const [first] = await reported(row, { head, by: playOpening });
    assert.match(first ?? 'nothing was reported', complaint);
  });

test('the player reports a server that opens and then echoes nothing', async () => {
  const [first] = await reported(opening, { octets: bye, by: playOpening });
  assert.match(first ?? 'nothing was reported', /^messages: nothing came/);
});
