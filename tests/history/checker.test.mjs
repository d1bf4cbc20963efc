// The checker itself: histories made by hand. Some are correct; for each rule there is one that breaks it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scratchFolder } from '../support/scratch.mjs';
import { Disconnected } from '../support/wire_client.mjs';
import { check } from './checker.mjs';
import { History } from './history.mjs';
import { rule } from './rule.mjs';
import { alice, boris, spare, Story } from './story.mjs';

const lost = new Disconnected('gone');

/** The message of `first` is acknowledged before Alice sends hers, but comes after it. */
function acknowledgedTooEarly(story, first) {
  const early = story.asks(first, 'early');
  story.answers(early, 3);
  const late = story.asks(alice, 'late');
  for (const attempt of [late, early]) story.stores(attempt);
  for (const client of [alice, boris]) [2, 3].forEach((seq) => story.arrives(client, seq));
  story.answers(late, 2);
}

// -- allowed histories -------------------------------------------------------------------------------------------

rule('a quiet conversation is without violations', (story) => {
  for (const [client, op] of [[alice, 'a'], [boris, 'b'], [alice, 'c']]) story.send(client, op);
  story.page(alice, story.messages.toReversed());
  story.page(boris, story.messages.slice(0, 2).toReversed(), 4, 2);
  story.page(boris, story.messages.slice(1, 2), 4, 1);
  story.page(boris, [], 2);
  story.list(alice);
}, []);

rule('an operation without an answer may have been done, if its repetition returns its result', (story) => {
  const attempt = story.asks(alice, 'a');
  const seq = story.stores(attempt);
  story.history.end(attempt, lost);
  story.history.fault('kill');
  const again = { ...alice, socket: 'phone.3' };
  story.subscribe(again, 1);
  story.arrives(again, seq);
  story.arrives(boris, seq);
  story.answers(story.asks(again, 'a'), seq);
}, []);

rule('an operation without an answer need not have been done, if its repetition does it', (story) => {
  story.history.end(story.asks(alice, 'a'), lost);
  story.send(alice, 'a');
}, []);

rule('copies sent at the same time are one operation', (story) => {
  const copies = [story.asks(alice, 'a'), story.asks(spare, 'a'), story.asks(spare, 'a')];
  const seq = story.stores(copies[1]);
  for (const attempt of copies) story.answers(attempt, seq);
  story.arrives(alice, seq);
  story.arrives(boris, seq);
}, []);

rule('a copy on another socket may overtake other messages', (story) => {
  const first = story.asks(alice, 'a');
  const copies = [story.asks(alice, 'b'), story.asks(spare, 'b')];
  const b = story.stores(copies[1]);
  const a = story.stores(first);
  story.answers(first, a);
  for (const attempt of copies) story.answers(attempt, b);
  for (const client of [alice, boris]) [b, a].forEach((seq) => story.arrives(client, seq));
}, []);

rule('a message sent after a refused one may come before its repetition', (story) => {
  story.refuses(story.asks(alice, 'a'), 503, 'unavailable');
  story.send(alice, 'b');
  story.send(alice, 'a');
}, []);

// -- I1 --------------------------------------------------------------------------------------------------------

rule('I1: an acknowledged message must be stored', (story) => {
  story.answers(story.asks(alice, 'a'), 2);
}, ['I1 seq 2']);

rule('I1: an acknowledged message must be in the history of each member', (story) => {
  story.send(alice, 'a');
  return story.ends(({ messages2 }) => messages2.pop());
}, ['I1 seq 2', 'I3 seq 2']);

rule('I1: an acknowledged message must be in the log of each member', (story) => {
  story.send(alice, 'a');
  return story.ends(({ log2 }) => log2.pop());
}, ['I1 seq 2', 'I3 seq 2']);

rule('I1: an acknowledged message must be stored unchanged at its seq', (story) => {
  story.send(alice, 'a');
  return story.ends(({ messages1, messages2 }) => [messages1, messages2].forEach(([message]) => (message.text = 'another')));
}, ['I1 seq 2', 'I2 seq 2', 'I3 seq 2']);

rule('I1: an acknowledged dialog must be in both lists', (story) => story.ends((finals) => (finals.chats2 = [])), ['I1']);

rule('I1: a page must have all messages acknowledged before its request', (story) => {
  story.send(alice, 'a');
  story.send(alice, 'b');
  story.page(boris, story.messages.slice(0, 1));
}, ['I1 seq 3']);

rule('I1: a message must be stored at the time at which it was acknowledged', (story) => {
  const attempt = story.asks(alice, 'a');
  story.history.end(attempt, null, { id: 'm2', seq: story.stores(attempt), at: 'another time' });
  for (const client of [alice, boris]) story.arrives(client, 2);
}, ['I1 seq 2']);

// -- I2 --------------------------------------------------------------------------------------------------------

rule('I2: a message must have one time in the log and in the history', (story) => {
  story.send(alice, 'a');
  return story.ends((finals) => {
    for (const user of ['1', '2']) {
      finals[`messages${user}`][0].at = 'another time';
      Object.assign(finals[`chats${user}`][0], { last_message: finals[`messages${user}`][0], active_at: 'another time' });
    }
  });
}, ['I1 seq 2', 'I2 seq 2']);

rule('I2: a repeated operation must not be stored again', (story) => {
  const first = story.send(alice, 'a');
  const again = story.asks(alice, 'a');
  const second = story.stores(again);
  story.answers(again, first);
  story.arrives(alice, second);
  story.arrives(boris, second);
}, ['I2 seq 3']);

rule('I2: a message must have been sent by somebody', (story) => {
  story.log.push({ seq: 2, event: 'message.created', time: 't', data: { id: 'm', author: '1', text: 'who?', op: 'x' } });
  story.arrives(alice, 2);
  story.arrives(boris, 2);
}, ['I2 seq 2']);

rule('I2: a message must be stored as it was sent', (story) => {
  const attempt = story.asks(alice, 'a');
  story.stores(attempt);
  story.log[1].data.text = 'garbled';
  story.arrives(alice, 2);
  story.arrives(boris, 2);
  story.loses(attempt);
}, ['I2 seq 2']);

rule('I2: the history must not have a message twice', (story) => {
  story.send(alice, 'a');
  return story.ends(({ messages1, messages2 }) => [messages1, messages2].forEach((list) => list.push({ ...list[0], seq: 3 })));
}, ['I2 seq 3', 'I3 seq 2']);

rule('I2: two people must not have two dialogs', (story) => {
  story.dialog(boris, 'e', '8');
  return story.ends(({ chats1, chats2 }) => {
    chats1.push(story.chat('1', '8'));
    chats2.push(story.chat('2', '8'));
  });
}, ['I2']);

// -- I3 --------------------------------------------------------------------------------------------------------

rule('I3: a log must not have gaps', (story) => {
  story.send(alice, 'a');
  story.send(alice, 'b');
  return story.ends((finals) => {
    for (const list of ['log1', 'log2', 'messages1', 'messages2']) finals[list] = finals[list].filter(({ seq }) => seq !== 2);
  });
}, ['I1 seq 2', 'I3 seq 2']);

rule('I3: a log must be readable up to its newest seq', (story) => {
  const attempt = story.asks(alice, 'a');
  story.stores(attempt);
  story.loses(attempt);
  story.arrives(alice, 2);
  story.arrives(boris, 2);
  return story.ends((finals) => {
    for (const list of ['log1', 'log2', 'messages1', 'messages2']) finals[list] = finals[list].filter(({ seq }) => seq !== 2);
  });
}, ['I3 seq 2']);

rule('I3: members must read the same', (story) => {
  story.send(alice, 'a');
  return story.ends(({ log2 }) => (log2[1].time = 'another time'));
}, ['I1 seq 2', 'I3 seq 2']);

rule('I3: a history must be in the order of seq', (story) => {
  story.send(alice, 'a');
  story.send(alice, 'b');
  return story.ends(({ messages1, messages2 }) => [messages1, messages2].forEach((list) => list.reverse()));
}, ['I3 seq 2', 'I3 seq 3']);

rule('I3: a page must equal the history at its place', (story) => {
  for (const op of ['a', 'b', 'c']) story.send(alice, op);
  story.page(boris, [story.messages[2], story.messages[0]]);
}, ['I3 seq 2']);

rule('I3: the last page must not say that there is more', (story) => {
  story.send(alice, 'a');
  story.page(boris, story.messages, 0, 50, true);
}, ['I3 seq 2']);

rule('I3: an empty page must not say that there is more', (story) => {
  story.send(alice, 'a');
  story.page(boris, [], 2, 50, true);
}, ['I3']);

rule('I3: a page that is not the last must say that there is more', (story) => {
  for (const op of ['a', 'b']) story.send(alice, op);
  story.page(boris, story.messages.slice(1), 0, 1, false);
}, ['I3 seq 3']);

rule('I3: a seq must not be used again', (story) => {
  const attempt = story.asks(alice, 'a');
  story.stores(attempt);
  story.arrives(boris, 2);
  story.log.pop();
  story.loses(attempt);
  const next = story.asks(boris, 'b');
  story.answers(next, story.stores(next));
  story.arrives(alice, 2);
}, ['I3 seq 2']);

rule('I3: a message sent after an acknowledgement must come after the acknowledged one', (story) => acknowledgedTooEarly(story, boris), ['I3 seq 2']);

// -- I4 --------------------------------------------------------------------------------------------------------

rule('I4: a message sent after an acknowledgement to the same person must come after it', (story) => acknowledgedTooEarly(story, spare), ['I4 seq 2']);

rule('I4: messages of a socket must keep their order', (story) => {
  const [a, b] = ['a', 'b'].map((op) => story.asks(alice, op));
  for (const attempt of [b, a]) story.answers(attempt, story.stores(attempt));
  for (const client of [alice, boris]) [2, 3].forEach((seq) => story.arrives(client, seq));
}, ['I4 seq 2']);

rule('I4: messages of a socket must keep their order, also when both answers were lost with it', (story) => {
  const [a, b] = ['a', 'b'].map((op) => story.asks(alice, op));
  for (const attempt of [b, a]) story.stores(attempt);
  for (const attempt of [a, b]) story.history.end(attempt, lost);
  const again = { ...alice, socket: 'phone.3' };
  story.subscribe(again, 1);
  for (const client of [again, boris]) [2, 3].forEach((seq) => story.arrives(client, seq));
  story.answers(story.asks(again, 'a'), 3);
  story.answers(story.asks(again, 'b'), 2);
}, ['I4 seq 2']);

rule('where servers refuse, a message whose socket ended may have been refused, and overtaken', (story) => {
  story.history.entries[0].refuses = true;
  const [a, b] = ['a', 'b'].map((op) => story.asks(alice, op));
  story.stores(b);
  for (const attempt of [a, b]) story.history.end(attempt, lost);
  const again = { ...alice, socket: 'phone.3' };
  story.subscribe(again, 1);
  const repeated = story.asks(again, 'a');
  story.answers(repeated, story.stores(repeated));
  story.answers(story.asks(again, 'b'), 2);
  for (const client of [again, boris]) [2, 3].forEach((seq) => story.arrives(client, seq));
}, []);

// -- I8 --------------------------------------------------------------------------------------------------------

rule('I8: every operation must end', (story) => {
  const attempt = story.asks(alice, 'a');
  const seq = story.stores(attempt);
  for (const client of [alice, boris]) story.arrives(client, seq);
  story.answers(story.asks(alice, 'a'), seq);
}, ['I8']);

rule('I8: an operation must be answered while its socket is open', (story) => {
  story.history.unanswered(story.asks(alice, 'a'));
  story.send(alice, 'a');
}, ['I8']);

rule('I8: an unknown outcome must be settled', (story) => {
  story.refuses(story.asks(alice, 'a'), 503, 'outcome_unknown');
}, ['I8']);

rule('I8: a repetition must return the first result', (story) => {
  const seq = story.send(alice, 'a');
  story.history.end(story.asks(alice, 'a'), null, { id: `m${seq}`, seq, at: 'another time' });
}, ['I8 seq 2']);

rule('I8: a repeated dialog must return the first', (story) => story.dialog(alice, 'd', '8'), ['I2', 'I8']);

// -- the history itself -----------------------------------------------------------------------------------------

test('a history that was saved is read back the same', async () => {
  const story = new Story();
  story.answers(story.asks(alice, 'a'), 2);
  const file = `${scratchFolder('history')}/history.jsonl`;
  const history = story.ends();
  history.save(file);
  const loaded = await History.load(file);
  assert.deepEqual(loaded.entries, structuredClone(history.entries));
  assert.deepEqual(check(loaded), check(history));
});
