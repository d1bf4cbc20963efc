// Runs the simulation and judges its stories (docs/testing.md):
//
//     node tests/simulation/run.mjs SIMULATION [--play PLAY] [--seeds N] [--first SEED] [--with FAULT]… [--only FAULT]… [--broken KIND]
//     node tests/simulation/run.mjs SIMULATION --seed SEED [--play PLAY] […]
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { historyOf, judge, narrate, report, tell } from './stories.mjs';

/** What runs are about, and the part of all seeds that each gets: a run with mailboxes or several nodes takes half as long again. */
export const plays = { chats: 0.5, mail: 0.3, nodes: 0.2 };
/** Processes at once; each takes a part of the seeds. */
const processes = 2;
/** After so many bad seeds the rest are only counted. */
const shown = 20;

const repeated = (option, values = []) => values.flatMap((value) => [`--${option}`, value]);

/** The seeds of each process. */
function shares(first, seeds) {
  const share = Math.ceil(seeds / processes);
  return Array.from({ length: processes }, (_, i) => ({ first: first + i * share, seeds: Math.min(share, seeds - i * share) }))
    .filter(({ seeds: some }) => some > 0);
}

/** @returns {Promise<{seeds: number, entries: number, bad: {seed: number, violations: object[]}[]}>} */
export async function examine(program, { play, first, seeds, options = [] }) {
  const found = { seeds: 0, entries: 0, bad: [] };
  const examineShare = async (share) => {
    let next = share.first;
    const end = share.first + share.seeds;
    // A crash ends the process; the seeds after it get another one.
    while (next < end) {
      const from = next;
      const part = ['--play', play, '--first', String(next), '--seeds', String(end - next)];
      for await (const lines of tell(program, [...part, ...options])) {
        const violations = judge(historyOf(lines));
        found.entries += lines.length;
        if (violations.length > 0) found.bad.push({ seed: next, violations });
        ++found.seeds;
        ++next;
      }
      if (next === from) throw new Error(`the simulation ended without a story of seed ${from}`);
    }
  };
  await Promise.all(shares(first, seeds).map(examineShare));
  found.bad.sort((one, other) => one.seed - other.seed);
  return found;
}

async function main() {
  const several = { type: 'string', multiple: true };
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: 'string', default: '2000' }, first: { type: 'string', default: '1' }, seed: { type: 'string' }, play: { type: 'string' },
      with: several, only: several, broken: several,
    },
  });
  const [program] = positionals;
  const options = [...repeated('with', values.with), ...repeated('only', values.only), ...repeated('broken', values.broken)];
  if (values.seed) {
    for await (const lines of tell(program, ['--play', values.play ?? 'chats', '--first', values.seed, ...options])) {
      const history = historyOf(lines);
      for (const line of narrate(history)) console.log(line);
      const violations = judge(history);
      for (const line of report(violations)) console.log(line);
      process.exitCode = violations.length > 0 ? 1 : 0;
    }
    return;
  }
  const chosen = values.play ? { [values.play]: 1 } : plays;
  for (const [play, part] of Object.entries(chosen))
    await tellAll(program, { play, first: Number(values.first), seeds: Math.ceil(part * Number(values.seeds)), options });
}

/** Runs the seeds of one play, and says what became of them. */
async function tellAll(program, { play, ...order }) {
  const begin = performance.now();
  const { seeds, entries, bad } = await examine(program, { play, ...order });
  for (const { seed, violations } of bad.slice(0, shown))
    for (const line of report(violations)) console.log(`${play}, seed ${seed}: ${line}`);
  if (bad.length > shown) console.log(`… and ${bad.length - shown} more seeds: ${bad.slice(shown, shown + 100).map(({ seed }) => seed).join(' ')}`);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${play}: ${seeds} seeds, ${entries} entries, ${bad.length} seeds with violations, ${seconds} s`);
  if (bad.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
