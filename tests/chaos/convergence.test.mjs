import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alice, boris, room, Story } from '../history/story.mjs';
import { Views } from './convergence.mjs';

/** Alice has said something, both have seen it, and Boris has read it. */
function story() {
  const of = new Story();
  of.send(alice, 'a');
  of.reads(boris, 2);
  return of;
}
const knows = (of, client, seq = 2) => of.history.mark(client, { room, data: { user: boris.user, seq } });
const found = (of) => new Views(of.history.entries).differences().map(({ invariant, device, text }) => `${invariant} ${device} ${text}`);

test('who was told the same has the same before him', () => {
  const of = story();
  knows(of, alice);
  knows(of, boris);
  assert.deepEqual(found(of), []);
});

test('I5: a mark that was acknowledged is known to all', () => {
  const of = story();
  knows(of, boris);
  assert.deepEqual(found(of), ['I5 phone knows that 2 has read up to 0 only']);
});

test('I5: a mark that one was told of is known to all, though nobody was answered', () => {
  const of = story();
  knows(of, boris, 3);
  knows(of, alice);
  assert.deepEqual(found(of), ['I5 phone knows that 2 has read up to 2 only']);
});

test('marks are known by a subscription, too', () => {
  const of = story();
  knows(of, boris);
  of.subscribe(alice, 2, { state: { read: { [boris.user]: 2 } } });
  assert.deepEqual(found(of), []);
});

test('I5: what was acknowledged has arrived everywhere', () => {
  const of = new Story();
  const seq = of.stores(of.asks(alice, 'a'));
  of.arrives(boris, seq);
  assert.deepEqual(found(of), ['I5 phone was told only of what goes up to 1']);
  of.arrives(alice, seq);
  assert.deepEqual(found(of), []);
});

test('I5: a dialog is followed by every device of both', () => {
  const of = new Story();
  of.dialog(alice, 'e', '8');
  assert.deepEqual(found(of), ['I5 phone does not follow a dialog that was acknowledged', 'I5 laptop does not follow a dialog that was acknowledged']);
});

test('a history that grows is read on', () => {
  const of = story();
  knows(of, boris);
  const views = new Views(of.history.entries);
  assert.equal(views.differences().length, 1);
  knows(of, alice);
  assert.deepEqual(views.differences(), []);
});
