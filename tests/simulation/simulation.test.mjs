// The simulation and its judge. SIMULATION names the program; SIMULATION_SEEDS and SIMULATION_FIRST change the run.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { examine, plays } from './run.mjs';
import { historyOf, narrate, report, tell } from './stories.mjs';

const { SIMULATION, SIMULATION_SEEDS = '2000', SIMULATION_FIRST = '1' } = process.env;
const timeout = 1_200_000;

/** The stories of these seeds, which have come to their end. */
const storiesOf = async (options) => {
  const stories = [];
  for await (const lines of tell(SIMULATION, options)) {
    assert.match(lines.at(-1), /"type":"end"/);
    stories.push(lines);
  }
  return stories;
};

for (const [play, part] of Object.entries(plays)) {
  const wanted = Math.ceil(part * Number(SIMULATION_SEEDS));
  test(`a node keeps its promises to clients in each of ${wanted} seeds of the play ${play}`, { timeout }, async (t) => {
    const { seeds, entries, bad } = await examine(SIMULATION, { play, first: Number(SIMULATION_FIRST), seeds: wanted });
    t.diagnostic(`${seeds} seeds, ${entries} entries`);
    assert.equal(seeds, wanted);
    assert.deepEqual(bad.map(({ seed, violations }) => `seed ${seed}: ${report(violations).join('; ')}`), []);
  });

  test(`a seed of the play ${play} replays exactly, alone and among others`, { timeout }, async () => {
    const once = await storiesOf(['--play', play, '--first', '7', '--seeds', '5']);
    assert.equal(once.length, 5);
    assert.deepEqual(await storiesOf(['--play', play, '--first', '7', '--seeds', '5']), once);
    assert.deepEqual(await storiesOf(['--play', play, '--first', '11']), once.slice(4));
  });

  test(`a story of the play ${play} can be read by people`, { timeout }, async () => {
    const [lines] = await storiesOf(['--play', play, '--first', '7']);
    assert.equal(narrate(historyOf(lines)).length, lines.length);
  });
}

test('a program that ends well and tells nothing is an error', { timeout: 10_000 }, () =>
  assert.rejects(examine('true', { first: 7, seeds: 1 }), /without a story of seed 7/));

/** @returns the invariants that are broken in some of these seeds */
const broken = async (kind, play = 'chats') => {
  const { bad } = await examine(SIMULATION, { play, first: 1, seeds: 40, options: ['--broken', kind] });
  return new Set(bad.flatMap(({ violations }) => violations.map(({ invariant }) => invariant)));
};

test('the checker finds a database that acknowledges what it does not commit', { timeout }, async () => {
  assert.ok((await broken('database')).has('I1'));
});

test('the checker finds a connection that loses an event', { timeout }, async () => {
  assert.ok((await broken('connection')).has('I3'));
});

test('the checker finds a cursor that moves though its mails were refused', { timeout }, async () => {
  assert.ok((await broken('cursor', 'mail')).has('I11'));
});

test('the checker finds two fetchers of one mailbox', { timeout }, async () => {
  assert.ok((await broken('fetchers', 'mail')).has('I6'));
});

test('the checker finds a process that follows no mailbox after it was restarted', { timeout }, async () => {
  assert.ok((await broken('restart', 'mail')).has('I12'));
});
