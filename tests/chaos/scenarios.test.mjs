import assert from 'node:assert/strict';
import { test } from 'node:test';

import { controls } from './controls.mjs';
import { scenarios } from './scenarios.mjs';

test('each scenario has a unique name, a fault, and rounds', () => {
  assert.equal(new Set(scenarios.map(({ name }) => name)).size, scenarios.length);
  for (const { fault, rounds, gate } of scenarios) {
    assert.match(fault, /^[FI]\d+$/);
    assert.ok(rounds >= 1 && gate >= 0);
  }
});

test('the gate needs one cluster only', () => {
  for (const { name, needs } of scenarios.filter(({ gate }) => gate > 0)) assert.equal(needs, undefined, name);
});

test('the controls play scenarios of the list', () => {
  for (const { programme } of controls) for (const { scenario } of programme) assert.ok(scenarios.includes(scenario));
});
