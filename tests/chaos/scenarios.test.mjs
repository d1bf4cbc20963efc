import assert from 'node:assert/strict';
import { test } from 'node:test';

import { controls } from './controls.mjs';
import { programmeOf } from './run.mjs';
import { scenarios } from './scenarios.mjs';

test('each scenario has a unique name, a fault, and rounds', () => {
  assert.equal(new Set(scenarios.map(({ name }) => name)).size, scenarios.length);
  for (const { fault, rounds, gate } of scenarios) {
    assert.match(fault, /^[FI]\d+$/);
    assert.ok(rounds >= 1 && gate >= 0);
  }
});

test('each scenario is played with --all, and by its name alone', () => {
  assert.deepEqual(programmeOf({ all: true }).map(({ scenario }) => scenario), scenarios);
  for (const scenario of scenarios) assert.deepEqual(programmeOf({}, [scenario.name]), [{ scenario, rounds: 1 }]);
});

test('each scenario is played with its fault', () => {
  const played = programmeOf({ rounds: '2' }, [...new Set(scenarios.map(({ fault }) => fault))]);
  assert.equal(played.length, scenarios.length);
  assert.ok(played.every(({ rounds }) => rounds === 2));
});

test('the gate has nodes, lines, the database, mail and versions', () => {
  const faults = new Set(programmeOf({ gate: true }).map(({ scenario }) => scenario.fault));
  for (const fault of ['F1', 'F2', 'F3', 'F6', 'F12', 'F17', 'F19', 'F22']) assert.ok(faults.has(fault), fault);
});

test('a name that no scenario has is refused', () => {
  assert.throws(() => programmeOf({}, ['F1', 'F99']), /there is no scenario “F99”/);
});

test('each need is one that a stage knows', () => {
  const known = ['mail', 'database proxies', 'disk', 'standby', 'clocks', 'memory groups', 'lone', 'schema'];
  for (const { needs = [] } of scenarios) for (const need of needs) assert.ok(known.includes(need), need);
});

test('the controls play scenarios of the list', () => {
  for (const { programme } of controls) for (const { scenario } of programme) assert.ok(scenarios.includes(scenario));
});
