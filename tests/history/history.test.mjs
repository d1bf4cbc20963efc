// The real server, which is killed in every round, and servers that are broken on purpose. VESTNIKD names the server,
// BROKEN_SERVERS the folder with the programs of tests/history/CMakeLists.txt; HISTORY_ROUNDS and HISTORY_SEED change the run.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { Facts } from './facts.mjs';
import { examine, report, summarize } from './run.mjs';

const { VESTNIKD, BROKEN_SERVERS, HISTORY_ROUNDS = '6', HISTORY_SEED = String(Math.floor(Math.random() * 1e9)) } = process.env;
const rounds = Number(HISTORY_ROUNDS);
const timeout = 120_000 + rounds * 30_000;

for (const storage of ['sqlite', 'postgresql'])
  test(`a server keeps its promises to clients over ${rounds} kills and many lost connections (${storage})`, { timeout }, async (t) => {
    t.diagnostic(`seed ${HISTORY_SEED}`);
    const { history, violations } = await examine(VESTNIKD, { seed: HISTORY_SEED, rounds, clients: 9, storage });
    const summary = summarize(history, violations);
    t.diagnostic(Object.entries(summary).map(([name, number]) => `${number} ${name}`).join(', '));
    if (violations.length > 0) assert.fail(report(history, violations));
    assert.equal(summary.kills, rounds + 1);
    assert.equal(summary.refused, 0, 'no limit was reached, so nothing is refused');
    const cutOff = history.entries.filter(({ type, device, code }) => type === 'closed' && device === 'final reading' && code === 4009);
    assert.deepEqual(cutOff, [], 'a client that catches up is not taken for a slow reader');
    for (const name of ['acks', 'unknown', 'drops', 'live events']) assert.ok(summary[name] > rounds, `there were ${summary[name]} ${name}`);
  });

test(`a server keeps its promises when the power is cut at each of ${rounds} kills and unsynced writes are lost`, { timeout }, async (t) => {
  const { history, violations } = await examine(VESTNIKD, { seed: HISTORY_SEED, rounds, clients: 9, storage: 'sqlite', power: 'cut' });
  t.diagnostic(`${history.entries.findLast(({ kind }) => kind === 'lost').bytes} bytes lost`);
  if (violations.length > 0) assert.fail(report(history, violations));
  assert.equal(summarize(history, violations).kills, rounds + 1);
});

/** What a server says, or its clients are told, when the database has lost what was acknowledged. */
const lossWords = /sign in first|database disk image is malformed|file is not a database/;

test('a power cut shows that a disk syncs nothing', { timeout }, async () => {
  const plan = { seed: HISTORY_SEED, rounds: 2, clients: 6, storage: 'sqlite', power: 'cut without syncs' };
  const { violations = [], message } = await examine(VESTNIKD, plan).catch((error) => error);
  if (violations.length === 0) assert.match(message ?? 'nothing was lost', lossWords);
});

/** Runs and checks a broken server. */
function examineBroken(name) {
  assert.ok(BROKEN_SERVERS, 'BROKEN_SERVERS names no folder');
  return examine(join(BROKEN_SERVERS, `vestnikd_${name}`), { seed: HISTORY_SEED, rounds: 3, clients: 6, storage: 'sqlite' });
}

/** @param {boolean} condition that the violations of a broken server must meet */
function demand(condition, { history, violations }) {
  if (!condition) assert.fail(`not found out: ${report(history, violations)}`);
}

const isPlaced = ({ room, seq }) => /^chat:\d+$/.test(room) && seq > 0;

test('the checker finds a server that loses an event on its way to a socket, by room and seq', { timeout }, async () => {
  const run = await examineBroken('that_drops');
  demand(run.violations.some((violation) => violation.invariant === 'I3' && violation.device), run);
  // The final reading may be the one that has lost an event.
  demand(run.violations.every(isPlaced), run);
});

test('the checker finds a server that answers before it has committed, by the room and seq of a message lost in a kill', { timeout }, async () => {
  const run = await examineBroken('that_hurries');
  const stored = new Set([...new Facts(run.history).stored.values()].map(([{ data }]) => data.op));
  demand(run.violations.some((violation) => violation.invariant === 'I1' && isPlaced(violation) && violation.op && !stored.has(violation.op)), run);
});

test('the checker finds a server that forgets operations, by the room and seq of a message stored twice', { timeout }, async () => {
  const run = await examineBroken('that_forgets');
  demand(run.violations.some((violation) => violation.invariant === 'I2' && isPlaced(violation) && violation.op), run);
});
