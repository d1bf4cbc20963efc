import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alice, boris, room, Story } from '../history/story.mjs';
import { Views } from './convergence.mjs';

/** Alice has sent a message, both have received it, and Boris has read it. */
function readMessage() {
  const story = new Story();
  story.send(alice, 'a');
  story.reads(boris, 2);
  return story;
}
const knows = (story, client, seq = 2) => story.history.mark(client, { room, data: { user: boris.user, seq } });
const found = (story) => new Views(story.history.entries).differences().map(({ invariant, device, text }) => `${invariant} ${device} ${text}`);

test('devices that received the same show the same', () => {
  const story = readMessage();
  knows(story, alice);
  knows(story, boris);
  assert.deepEqual(found(story), []);
});

test('I5: all devices know an acknowledged mark', () => {
  const story = readMessage();
  knows(story, boris);
  assert.deepEqual(found(story), ['I5 phone knows that 2 has read up to 0 only']);
});

test('I5: all devices know a mark that one of them received, even without an acknowledgement', () => {
  const story = readMessage();
  knows(story, boris, 3);
  knows(story, alice);
  assert.deepEqual(found(story), ['I5 phone knows that 2 has read up to 2 only']);
});

test('a subscription brings marks, too', () => {
  const story = readMessage();
  knows(story, boris);
  story.subscribe(alice, 2, { state: { read: { [boris.user]: 2 } } });
  assert.deepEqual(found(story), []);
});

test('I5: an acknowledged message has arrived everywhere', () => {
  const story = new Story();
  const seq = story.stores(story.asks(alice, 'a'));
  story.arrives(boris, seq);
  assert.deepEqual(found(story), ['I5 phone was told only of what goes up to 1']);
  story.arrives(alice, seq);
  assert.deepEqual(found(story), []);
});

test('I5: every device of both people follows their dialog', () => {
  const story = new Story();
  story.dialog(alice, 'e', '8');
  assert.deepEqual(found(story), ['I5 phone does not follow a dialog that was acknowledged', 'I5 laptop does not follow a dialog that was acknowledged']);
});

test('a growing history is read on', () => {
  const story = readMessage();
  knows(story, boris);
  const views = new Views(story.history.entries);
  assert.equal(views.differences().length, 1);
  knows(story, alice);
  assert.deepEqual(views.differences(), []);
});
