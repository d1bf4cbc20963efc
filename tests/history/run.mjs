// Tests a server by what many clients see while it is killed again and again (docs/testing.md):
//
//     node tests/history/run.mjs VESTNIKD [--rounds N] [--storage postgresql|sqlite] [--seed N] [--clients N] [--power cut]
//     node tests/history/run.mjs --check FILE
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { check } from './checker.mjs';
import { drive } from './driver.mjs';
import { History } from './history.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const shown = 20;

/** A history in numbers. */
export function summarize({ entries }, violations) {
  const count = (test) => entries.filter(test).length;
  const of = (type, field, value) => count((entry) => entry.type === type && entry[field] === value);
  const attempts = new Map(entries.filter(({ type }) => type === 'invoke').map((entry) => [entry.attempt, entry]));
  const writes = new Set([...attempts.values()].filter(({ parameters }) => parameters.op).map(({ user, parameters }) => `${user} ${parameters.op}`));
  return {
    operations: writes.size,
    attempts: attempts.size,
    acks: count(({ type, attempt }) => type === 'ok' && attempts.get(attempt).action === 'send'),
    refused: count(({ type }) => type === 'fail'),
    unknown: count(({ type }) => type === 'unknown'),
    kills: of('fault', 'kind', 'kill'),
    drops: of('fault', 'kind', 'cut') + of('fault', 'kind', 'close'),
    'slow readers': of('closed', 'code', 4009),
    'live events': count(({ type }) => type === 'event'),
    violations: violations.length,
  };
}

const words = ({ invariant, room, seq, op, device, text }) =>
  [invariant, room, seq && `seq ${seq}`, op && `op ${op}`, device && `${device}:`, text].filter(Boolean).join(' ');

/** Saves the history. @returns its file, and the first violation of each invariant in each room, as text */
export function report(history, violations) {
  const { seed, storage } = history.entries[0];
  mkdirSync(join(root, 'build'), { recursive: true });
  const file = join(root, 'build', `history-${storage}-${seed}.jsonl`);
  history.save(file);
  const kinds = [...Map.groupBy(violations, ({ invariant, room, text }) => `${invariant} ${room ?? text}`).values()];
  const lines = kinds.slice(0, shown).map((alike) => words(alike[0]) + (alike.length > 1 ? ` (${alike.length} of this kind)` : ''));
  const more = kinds.length > shown ? [`… and ${kinds.length - shown} more kinds`] : [];
  return [`seed ${seed}, history in ${file}`, ...lines, ...more].join('\n');
}

/** Runs the server and checks its history. Rejects when the run cannot be finished; its history is saved. */
export async function examine(program, plan) {
  try {
    const history = await drive(program, plan);
    return { history, violations: check(history) };
  } catch (error) {
    if (error.history) error.message += `\n${report(error.history, [])}`;
    throw error;
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      storage: { type: 'string', default: 'sqlite' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
      clients: { type: 'string', default: '9' },
      power: { type: 'string' },
      check: { type: 'string' },
    },
  });
  const plan = { ...values, rounds: Number(values.rounds), clients: Number(values.clients) };
  const [program] = positionals;
  if (!values.check && (!program || !['sqlite', 'postgresql'].includes(plan.storage) || !(plan.rounds >= 1) || !(plan.clients >= 2) || (plan.power && plan.storage !== 'sqlite'))) {
    console.error('Usage: node tests/history/run.mjs VESTNIKD [--rounds N] [--storage postgresql|sqlite] [--seed N] [--clients N]');
    console.error('           [--power cut]    with sqlite: what was not synced is gone at each kill');
    console.error('       node tests/history/run.mjs --check FILE');
    return 2;
  }
  if (!values.check) console.log(`seed ${plan.seed}, ${plan.rounds} rounds, ${plan.clients} clients, ${plan.storage}`);
  const recorded = values.check && (await History.load(values.check));
  const { history, violations } = recorded ? { history: recorded, violations: check(recorded) } : await examine(program, plan);
  for (const [name, number] of Object.entries(summarize(history, violations))) console.log(`${name.padEnd(13)} ${number}`);
  if (violations.length > 0) console.log(report(history, violations));
  return violations.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
