// Tests a cluster by what many clients see while its nodes, their network and their database fail (docs/testing.md):
//
//     node tests/chaos/run.mjs VESTNIKD VESTNIKCTL [--gate | --all | --scenario NAME…] [--rounds N] [--seed N]
//         [--clients N] [--nodes N] [--next VESTNIKD] [--broken FOLDER]
//
// Needs root, network namespaces and iptables.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { check } from '../history/checker.mjs';
import { History } from '../history/history.mjs';
import { report as reportHistory, summarize } from '../history/run.mjs';
import { controls } from './controls.mjs';
import { measure } from './measures.mjs';
import { scenarios } from './scenarios.mjs';
import { Stage } from './stage.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const usage = `Usage: node tests/chaos/run.mjs VESTNIKD VESTNIKCTL [--gate | --all | --scenario NAME…] [--rounds N] [--seed N]
           [--clients N] [--nodes N] [--next VESTNIKD] [--broken FOLDER]
NAME is the beginning of a scenario's name, or of its fault: ${scenarios.map(({ fault, name }) => `\n  ${fault.padEnd(4)} ${name}`).join('')}`;

/**
 * Plays scenarios on one cluster, and checks its history.
 * @param {{scenario: object, rounds: number}[]} programme all with the same needs
 * @returns {Promise<{history, violations, vitals, moves, outputs, error?}>} with `error` when it could not be finished
 */
export async function perform(programs, plan, programme) {
  const needs = new Set(programme.flatMap(({ scenario }) => scenario.needs ?? []));
  const history = new History({ ...plan, lacks: true, storage: `chaos-${[...needs].join('-').replaceAll(' ', '-') || 'plain'}` });
  const failure = Promise.withResolvers();
  failure.promise.catch(() => {});
  const result = { history, violations: [], vitals: [], moves: 0, outputs: '' };
  let stage;
  const work = async () => {
    stage = await Stage.build(programs, plan, needs, history, failure.reject);
    for (const { scenario, rounds } of programme)
      for (let round = 1; round <= rounds; ++round) {
        console.log(`  ${new Date().toISOString().slice(11, 19)} ${scenario.fault} ${scenario.name}, ${round} of ${rounds}`);
        await stage.play(scenario, round);
      }
    Object.assign(result, await stage.end());
    result.violations = [...result.violations, ...check(history)];
  };
  try {
    await Promise.race([work(), failure.promise]);
  } catch (error) {
    result.error = error;
  } finally {
    result.outputs = stage?.outputs ?? '';
    await stage?.stop();
  }
  return result;
}

/** Scenarios in groups that can share a cluster. */
function grouped(programme) {
  return [...Map.groupBy(programme, ({ scenario }) => [...(scenario.needs ?? [])].join()).values()];
}

const cell = (times) => (times ? `${times.p50}/${times.p99}/${times.max}` : '–');

function table(measures) {
  const lines = [...measures].map(([name, { rounds, moved, resumed, gaps, waits, rejoined, accepted, converged, silence }]) =>
    [name.slice(0, 58).padEnd(58), String(rounds).padStart(3), ...[moved, resumed, gaps, waits, rejoined, accepted, converged].map((times) => cell(times).padStart(17)), String(silence).padStart(7)].join(' '));
  const head = ['ms: half / 99 % / all below'.padEnd(58), 'no.', ...['owner moved', 'client resumed', 'sent away', 'acknowledged', 'all serve', 'accepts again', 'all the same'].map((text) => text.padStart(17)), 'silence'].join(' ');
  return [head, ...lines].join('\n');
}

/** Prints the result of a group and saves it. @returns whether it has passed */
function reportGroup({ history, violations, vitals, moves, outputs, error }, plan) {
  if (error) console.log(`could not be finished: ${error.stack}`);
  const measures = measure(history.entries);
  const { storage } = history.entries[0];
  const file = join(root, 'build', `${storage}-${plan.seed}`);
  mkdirSync(dirname(file), { recursive: true });
  const counts = summarize(history, violations);
  writeFileSync(`${file}.json`, JSON.stringify({ plan, counts, moves, vitals, measures: Object.fromEntries(measures), violations, error: error?.message }, null, 2));
  writeFileSync(`${file}.log`, outputs);
  history.save(join(root, 'build', `history-${storage}-${plan.seed}.jsonl`));
  console.log(table(measures));
  console.log(`${Object.entries(counts).map(([name, number]) => `${number} ${name}`).join(', ')}, ${moves} rooms moved`);
  const last = [...new Map(vitals.map((reading) => [reading.node, reading])).values()];
  if (last.length > 0) console.log(last.map(({ node, rss, files }) => `${node}: ${rss} MiB, ${files} files`).join('; '));
  if (violations.length > 0 || error) console.log(reportHistory(history, violations), `\nnodes' output in ${file}.log`);
  return violations.length === 0 && !error;
}

/** The scenarios that the options choose, each with its number of rounds. */
function programmeOf({ gate, all, scenario, rounds }) {
  const wanted = (name) => scenarios.filter((candidate) => candidate.name.startsWith(name) || candidate.fault === name);
  const chosen = gate || all ? scenarios : (scenario ?? []).flatMap(wanted);
  const times = (choice) => Number(rounds ?? (gate ? choice.gate : all ? choice.rounds : 1));
  return chosen.map((choice) => ({ scenario: choice, rounds: gate && choice.gate === 0 ? 0 : times(choice) })).filter((item) => item.rounds > 0);
}

async function main() {
  const { values, positionals: [vestnikd, vestnikctl] } = parseArgs({
    allowPositionals: true,
    options: {
      gate: { type: 'boolean' },
      all: { type: 'boolean' },
      scenario: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
      clients: { type: 'string', default: '9' },
      nodes: { type: 'string', default: '3' },
      next: { type: 'string' },
      broken: { type: 'string' },
    },
  });
  const programme = programmeOf(values);
  if (!vestnikctl || programme.length + (values.broken ? 1 : 0) === 0) {
    console.error(usage);
    return 2;
  }
  const upgrade = programme.find(({ scenario }) => scenario.upgrades);
  if (upgrade && !values.next) {
    console.error(`“${upgrade.scenario.name}” needs --next: a vestnikd of the next version (tests/history)`);
    return 2;
  }
  const plan = { seed: values.seed, clients: Number(values.clients), nodes: Number(values.nodes) };
  console.log(`seed ${plan.seed}, ${plan.nodes} nodes, ${plan.clients} clients`);
  let passed = 0;
  let failed = 0;
  const count = (good, cases) => (good ? (passed += cases) : (failed += cases));
  for (const group of grouped(programme)) count(reportGroup(await perform({ vestnikd, vestnikctl, next: values.next }, plan, group), plan), group.length);
  if (values.broken)
    for (const control of controls) {
      console.log(`  control: ${control.name}`);
      const result = await perform({ vestnikd: join(values.broken, control.program), vestnikctl }, plan, control.programme);
      const found = control.catches(result.violations);
      console.log(found ? `  found out: ${found.invariant} ${found.room ?? ''} ${found.text}` : '  NOT found out');
      if (!found) reportGroup(result, plan);
      count(Boolean(found), 1);
    }
  console.log(`pass ${passed}\nfail ${failed}`);
  return failed > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
