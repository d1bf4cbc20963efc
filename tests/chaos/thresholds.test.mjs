import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scenarios } from './scenarios.mjs';
import { exceeded, limits } from './thresholds.mjs';

const scenario = { name: 'a node is killed', most: { moved: 2000 } };
const measured = (measure, times) => new Map([[scenario.name, { rounds: 1, [measure]: times }]]);
const took = (p99) => measured('moved', { count: 9, p50: 10, p99, max: 90_000 });

test('a measure above its limit is a violation that says how much is allowed', () => {
  assert.deepEqual(exceeded(took(2000), [scenario], false), []);
  const [{ invariant, text }] = exceeded(took(2001), [scenario], false);
  assert.equal(invariant, 'F');
  assert.match(text, /“a node is killed”.*2001 ms.*2000/);
});

test('one room of hundreds that is never served again is a violation in each scenario', () => {
  const never = measured('moved', { count: 900, p50: 10, p99: 20, max: Infinity });
  assert.equal(exceeded(never, [scenario], true).length, 1);
  assert.equal(exceeded(never, [{ name: scenario.name }], true).length, 1);
});

test('sanitizers need longer', () => {
  assert.deepEqual(exceeded(took(6000), [scenario], true), []);
  assert.equal(exceeded(took(6001), [scenario], true).length, 1);
});

test('where nothing was measured, nothing is exceeded', () => {
  assert.deepEqual(exceeded(measured('moved', null), [scenario], false), []);
  assert.deepEqual(exceeded(new Map(), [scenario], false), []);
});

test('each scenario has a limit for what is refused, and sanitizers do not raise it', () => {
  const refused = measured('refused', { count: 3, p50: 0, p99: 90, max: 90 });
  assert.equal(exceeded(refused, [{ name: scenario.name }], true).length, 1);
  assert.deepEqual(exceeded(refused, [{ name: scenario.name, most: { refused: 90 } }], true), []);
});

test('scenarios limit what can be measured', () => {
  for (const { name, most = {} } of scenarios) for (const measure of Object.keys(most)) assert.ok(limits[measure], `${name}: ${measure}`);
});

test('each aim of the documentation is a limit of its scenario', () => {
  const most = (name) => scenarios.find((candidate) => candidate.name === name).most;
  assert.equal(most('a node is killed').moved, 2000);
  assert.equal(most('a node is killed').resumed, 5000);
  assert.equal(most('a node stands still for 8 s').moved, 6000);
  assert.equal(most('a node is cut off from the others and from the database').moved, 6000);
});
