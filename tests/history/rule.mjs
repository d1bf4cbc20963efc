// A rule of the checker and a story that keeps or breaks it, as a test.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { check } from './checker.mjs';
import { Story } from './story.mjs';

/** Each violation as `I1 seq 3`, once. */
const found = (history) => [...new Set(check(history).map(({ invariant, seq }) => [invariant, seq && `seq ${seq}`].filter(Boolean).join(' ')))].sort();

/** Plays a story, and expects exactly these violations. @param {(story: Story) => History|void} play ends it, or leaves that to the rule */
export function rule(name, play, expected) {
  test(name, () => {
    const story = new Story();
    const history = play(story) ?? story.ends();
    assert.deepEqual(found(history), expected);
    assert.ok(check(history).every(({ text, room, device }) => text && (room || device)), 'a violation says where it is');
  });
}
