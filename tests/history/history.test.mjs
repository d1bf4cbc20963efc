// The real server, killed in every round, and servers that are broken on purpose. VESTNIKD names the server,
// BROKEN_SERVERS the folder of tests/history/CMakeLists.txt's programs; HISTORY_ROUNDS and HISTORY_SEED change the run.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { Facts } from './facts.mjs';
import { examine, report, summarize } from './run.mjs';

const { VESTNIKD, BROKEN_SERVERS, HISTORY_ROUNDS = '6', HISTORY_SEED = String(Math.floor(Math.random() * 1e9)) } = process.env;
const rounds = Number(HISTORY_ROUNDS);
const timeout = 120_000 + rounds * 30_000;

for (const storage of ['sqlite', 'postgresql'])
  test(`whatever ${rounds} kills and many lost lines do, clients keep what they were promised (${storage})`, { timeout }, async (t) => {
    t.diagnostic(`seed ${HISTORY_SEED}`);
    const { history, violations } = await examine(VESTNIKD, { seed: HISTORY_SEED, rounds, clients: 9, storage });
    const summary = summarize(history, violations);
    t.diagnostic(Object.entries(summary).map(([name, number]) => `${number} ${name}`).join(', '));
    if (violations.length > 0) assert.fail(report(history, violations));
    assert.equal(summary.kills, rounds);
    assert.equal(summary.refused, 0, 'no limit was reached, so nothing had to be refused');
    const cutOff = history.entries.filter(({ type, device, code }) => type === 'closed' && device === 'final reading' && code === 4009);
    assert.deepEqual(cutOff, [], 'catching up is never taken for slow reading');
    for (const name of ['acks', 'unknown', 'drops', 'live events']) assert.ok(summary[name] > rounds, `there were ${summary[name]} ${name}`);
  });

test(`nor does a power cut at each of ${rounds} kills, after which all is gone that was not synced`, { timeout }, async (t) => {
  const { history, violations } = await examine(VESTNIKD, { seed: HISTORY_SEED, rounds, clients: 9, storage: 'sqlite', power: 'cut' });
  t.diagnostic(`${history.entries.findLast(({ what }) => what === 'lost').bytes} bytes lost`);
  if (violations.length > 0) assert.fail(report(history, violations));
  assert.equal(summarize(history, violations).kills, rounds);
});

test('a disk that syncs nothing is found out by a power cut', { timeout }, async () => {
  const plan = { seed: HISTORY_SEED, rounds: 2, clients: 6, storage: 'sqlite', power: 'cut without syncs' };
  const found = await examine(VESTNIKD, plan).then(({ violations }) => violations.length > 0, () => true);
  assert.ok(found, 'nobody has missed anything');
});

/** What the checker says of a broken server. */
function examineBroken(name) {
  assert.ok(BROKEN_SERVERS, 'BROKEN_SERVERS names no folder');
  return examine(join(BROKEN_SERVERS, `vestnikd_${name}`), { seed: HISTORY_SEED, rounds: 3, clients: 6, storage: 'sqlite' });
}

/** @param {boolean} condition what is demanded of a broken server's history */
function demand(condition, { history, violations }) {
  if (!condition) assert.fail(`not found out: ${report(history, violations)}`);
}

const isPlaced = ({ room, seq }) => /^chat:\d+$/.test(room) && seq > 0;

test('a server that loses one event on its way to a socket is found out, by room and seq', { timeout }, async () => {
  const run = await examineBroken('that_drops');
  demand(run.violations.length > 0, run);
  demand(run.violations.every((one) => one.invariant === 'I3' && isPlaced(one) && one.device), run);
});

test('a server that answers before it has committed is found out, by the room and seq of what a kill has lost', { timeout }, async () => {
  const run = await examineBroken('that_hurries');
  const stored = new Set([...new Facts(run.history).stored.values()].map(([{ data }]) => data.op));
  demand(run.violations.some((one) => one.invariant === 'I1' && isPlaced(one) && one.op && !stored.has(one.op)), run);
});

test('a server that forgets operations is found out, by the room and seq of what it has stored twice', { timeout }, async () => {
  const run = await examineBroken('that_forgets');
  demand(run.violations.some((one) => one.invariant === 'I2' && isPlaced(one) && one.op), run);
});
