// Refusals: records made by hand, correct ones and for each rule one that breaks it.
import { rule } from './rule.mjs';
import { alice, boris, spare } from './story.mjs';

rule('a message that was refused with 503, and given up, is not there', (story) => {
  story.refuses(story.asks(alice, 'a'), 503, 'unavailable');
  story.refuses(story.asks(alice, 'a'), 507, 'storage_full');
  story.send(alice, 'b');
}, []);

rule('a copy of a message may be refused while another copy is done', (story) => {
  const copies = [story.asks(alice, 'a'), story.asks(spare, 'a')];
  story.refuses(copies[0], 503, 'unavailable');
  story.answers(copies[1], story.stores(copies[1]));
  for (const client of [alice, boris]) story.arrives(client, 2);
}, []);

rule('a message that the database refuses whenever it is tried may be refused with any status', (story) => {
  const attempt = story.history.invoke(alice, 'send', { op: 'a', chat: '7', text: '1 of phone is poison' });
  story.refuses(attempt, 500, 'internal');
}, []);

rule('I8: an operation refused for good must not be done', (story) => {
  const attempt = story.asks(alice, 'a');
  const seq = story.stores(attempt);
  story.refuses(attempt, 422, 'invalid');
  for (const client of [alice, boris]) story.arrives(client, seq);
}, ['I8', 'I8 seq 2']);

rule('I8: a message refused with 503, and given up, must not be done', (story) => {
  const attempt = story.asks(alice, 'a');
  const seq = story.stores(attempt);
  story.refuses(attempt, 503, 'unavailable');
  for (const client of [alice, boris]) story.arrives(client, seq);
}, ['I8 seq 2']);

rule('I8: a message refused with 503 must not be done before it is sent again', (story) => {
  const attempt = story.asks(alice, 'a');
  const seq = story.stores(attempt);
  story.refuses(attempt, 503, 'unavailable');
  for (const client of [alice, boris]) story.arrives(client, seq);
  story.answers(story.asks(alice, 'a'), seq);
}, ['I8 seq 2']);

for (const [status, code] of [[400, 'malformed'], [403, 'forbidden'], [404, 'not_found'], [409, 'conflict'], [429, 'too_many'], [500, 'internal']])
  rule(`I8: nothing may be refused with ${status}`, (story) => {
    story.refuses(story.asks(alice, 'a'), status, code);
    story.refuses(story.history.invoke(boris, 'history', { chat: '7', before: 0, limit: 50 }), status, code);
  }, ['I8']);

rule('I8: where nothing is ever lacking, nothing may be refused with 503', (story) => {
  story.history.entries[0].lacks = false;
  story.refuses(story.asks(alice, 'a'), 503, 'unavailable');
}, ['I8']);

/** Nothing is ever lacking, but a statement takes long from now on. */
const slowStatement = (story, ms) => {
  story.history.entries[0].lacks = false;
  story.history.fault('slow statement', { ms });
};

rule('what is under way while a statement takes long may be refused with 503', (story) => {
  const attempt = story.asks(alice, 'a');
  slowStatement(story, 3000);
  story.refuses(attempt, 503, 'unavailable');
  story.refuses(story.asks(alice, 'b'), 503, 'unavailable');
}, []);

rule('I8: what was refused before a statement took long was refused for no cause', (story) => {
  story.refuses(story.asks(alice, 'a'), 503, 'unavailable');
  slowStatement(story, 3000);
}, ['I8']);

rule('I8: what is asked after a statement that took long may not be refused', (story) => {
  slowStatement(story, 3000);
  story.history.entries.at(-1).at -= 4000;
  story.refuses(story.asks(alice, 'a'), 503, 'unavailable');
}, ['I8']);

rule('I8: a member must be let into a room', (story) => {
  const attempt = story.history.invoke(alice, 'subscribe', { rooms: { 'chat:7': 0 } });
  story.history.end(attempt, null, { rooms: { 'chat:7': { error: { code: 'not_found' } } } });
}, ['I8']);
