// Live views: records made by hand, correct ones and for each rule one that breaks it.
import { rule } from './rule.mjs';
import { alice, boris } from './story.mjs';

rule('a room that was left and joined again may repeat events that were on their way', (story) => {
  const seq = story.send(alice, 'a');
  story.subscribe(alice, 1);
  story.arrives(alice, seq);
}, []);

rule('a room that is followed may be joined again, and repeats earlier events', (story) => {
  for (const op of ['a', 'b']) story.send(alice, op);
  story.subscribe(alice, 1);
  const attempt = story.asks(boris, 'c');
  story.answers(attempt, story.stores(attempt));
  story.arrives(boris, 4);
  for (const seq of [4, 2, 3, 4]) story.arrives(alice, seq); // the first 4 was on its way
}, []);

rule('I3: a live view must not skip an event', (story) => {
  const [a, b] = ['a', 'b'].map((op) => story.asks(alice, op));
  for (const attempt of [a, b]) story.answers(attempt, story.stores(attempt));
  for (const seq of [2, 3]) story.arrives(alice, seq);
  story.arrives(boris, 3);
}, ['I3 seq 2']);

rule('I3: a live view must reach the end', (story) => {
  const attempt = story.asks(alice, 'a');
  story.answers(attempt, story.stores(attempt));
  story.arrives(alice, 2);
}, ['I3 seq 2']);

rule('I3: an event must not arrive twice on one subscription', (story) => {
  story.send(alice, 'a');
  story.arrives(boris, 2);
}, ['I3 seq 2']);

rule('I3: a log must not be sent again and again', (story) => {
  story.send(alice, 'a');
  story.subscribe(boris, 1);
  for (let i = 0; i < 20; ++i) story.arrives(boris, 2);
}, ['I3 seq 2']);

rule('I3: an event that was received live must stay in the log', (story) => {
  const attempt = story.asks(alice, 'a');
  story.stores(attempt);
  story.arrives(boris, 2);
  story.log.pop();
  story.loses(attempt);
}, ['I3 seq 2']);

rule('I3: the server must know the seq that a client resumes from', (story) => {
  story.send(alice, 'a');
  story.subscribe({ ...boris, socket: 'laptop.2' }, 2, { seq: 1, from: 1, reset: true });
}, ['I3 seq 2']);

rule('I3: an event must not come before its subscription is answered', (story) => {
  story.send(alice, 'a');
  story.arrives({ ...boris, socket: 'laptop.2' }, 2);
}, ['I3 seq 2']);

rule('I3: a device must receive each of its rooms', (story) => {
  const attempt = story.history.invoke({ ...boris, device: 'tablet', socket: 'tablet.1' }, 'list', {});
  story.history.end(attempt, null, { chats: [] });
}, ['I3']);
