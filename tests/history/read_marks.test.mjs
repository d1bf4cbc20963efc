// Marks of reading: records made by hand, correct ones and for each rule one that breaks it.
import { rule } from './rule.mjs';
import { alice, boris, spare } from './story.mjs';

rule('read marks rise, and a lower one is answered with the present mark', (story) => {
  story.send(alice, 'a');
  story.reads(boris, 2);
  story.reads(boris, 1, 2);
  for (const seq of [1, 1, 2]) story.marked(alice, seq);
  story.subscribe(spare, 2, { state: { read: { 2: 2 } } });
  story.marked(spare, 1); // it was on its way on this socket, not on that
}, []);

rule('I5: an acknowledged read mark must not go back', (story) => {
  story.send(alice, 'a');
  story.reads(boris, 2);
  story.marks[boris.user] = 1;
}, ['I5 seq 2']);

rule('I5: marks that are told on a socket must not go back', (story) => {
  for (const op of ['a', 'b', 'c']) story.send(alice, op);
  story.reads(boris, 4);
  for (const seq of [4, 2, 1]) story.marked(alice, seq);
}, ['I5 seq 1', 'I5 seq 2']);

rule('I5: who subscribes must not be told a mark lower than one that was told or acknowledged before', (story) => {
  for (const op of ['a', 'b']) story.send(alice, op);
  story.reads(boris, 3);
  story.marked(alice, 3);
  story.subscribe(alice, 3, { state: { read: { 2: 2 } } });
  story.subscribe({ ...boris, device: 'tablet', socket: 'tablet.1' }, 0, { state: { read: { 2: 1 } } });
  for (const seq of [1, 2, 3]) story.arrives({ ...boris, device: 'tablet', socket: 'tablet.1' }, seq);
}, ['I5 seq 1', 'I5 seq 2']);

rule('I5: the answer to a read mark must not be lower than the mark, or than an earlier answer', (story) => {
  for (const op of ['a', 'b']) story.send(alice, op);
  story.reads(boris, 2);
  story.reads(boris, 3, 2);
  story.reads(alice, 3);
  story.reads(alice, 2, 2);
  Object.assign(story.marks, { 1: 3, 2: 3 });
}, ['I5 seq 2']);

rule('I5: all members must receive a read mark', (story) => {
  story.send(alice, 'a');
  story.reads(boris, 2);
  return story.ends(({ state1 }) => delete state1.read[boris.user]);
}, ['I5 seq 2']);

rule('I5: a read mark must not be higher than the reader has sent', (story) => {
  story.send(alice, 'a');
  story.reads(boris, 1);
  story.marks[boris.user] = 2;
}, ['I5 seq 2']);
