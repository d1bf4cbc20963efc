// Lists of chats: records made by hand, correct ones and for each rule one that breaks it.
import { rule } from './rule.mjs';
import { alice, boris } from './story.mjs';

rule('a list may be older than what is acknowledged after it was asked for', (story) => {
  const before = [story.chat('1')];
  story.list(alice, before);
  story.send(alice, 'a');
}, []);

rule('I1: a list must have all messages acknowledged before its request', (story) => {
  const before = [story.chat('1')];
  story.send(alice, 'a');
  story.list(alice, before);
}, ['I1 seq 2']);

rule('I3: a list must not have a last message that does not exist', (story) => {
  story.send(alice, 'a');
  story.list(boris, [{ ...story.chat('2'), last_message: { ...story.messages[0], seq: 99 } }]);
}, ['I3 seq 99']);

rule('I3: a list must have the last message as it is', (story) => {
  story.send(alice, 'a');
  story.list(boris, [{ ...story.chat('2'), last_message: { ...story.messages[0], text: 'another' } }]);
}, ['I3 seq 2']);

rule('I3: in the end lists must have the last message', (story) => {
  for (const op of ['a', 'b']) story.send(alice, op);
  return story.ends(({ chats1: [chat], messages1: [first] }) => Object.assign(chat, { last_message: first, active_at: first.at }));
}, ['I3 seq 2']);

rule('I3: in the end lists must not have a last message that does not exist', (story) => {
  story.send(alice, 'a');
  return story.ends(({ chats1: [chat] }) => (chat.last_message = { ...chat.last_message, seq: 99 }));
}, ['I3 seq 99']);

rule('I3: in the end lists must have some last message where there is one', (story) => {
  story.send(alice, 'a');
  return story.ends(({ chats1: [chat] }) => (chat.last_message = null));
}, ['I3 seq 2']);

rule('I3: a list must have the chat of the newest message first', (story) => {
  const older = { ...story.chat('1', '8'), active_at: 'an earlier time' };
  story.list(alice, [older, story.chat('1')]);
}, ['I3']);

rule('I3: a list must have a chat as active at the time of its last message', (story) => {
  story.send(alice, 'a');
  story.list(alice, [{ ...story.chat('1'), active_at: 'then' }]);
}, ['I3 seq 2']);
