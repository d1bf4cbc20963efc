// Tests a cluster by what many clients see while its nodes, their network and their database fail (docs/testing.md):
//
//     node tests/chaos/run.mjs VESTNIKD VESTNIKCTL [--gate | --all | NAME…] [--rounds N] [--seed N]
//         [--clients N] [--nodes N] [--others FOLDER]
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
import { exceeded } from './thresholds.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const usage = `Usage: node tests/chaos/run.mjs VESTNIKD VESTNIKCTL [--gate | --all | NAME…] [--rounds N] [--seed N]
           [--clients N] [--nodes N] [--others FOLDER]
NAME is the beginning of a scenario's name, or of its fault: ${scenarios.map(({ fault, name }) => `\n  ${fault.padEnd(4)} ${name}`).join('')}`;

/** What is said of a programme in the names of its files. */
function fileNameOf([{ scenario }, ...others], needs) {
  const words = others.length === 0 ? scenario.name : [...needs].join(' ') || 'plain';
  return words.replaceAll(/[^\w]+/g, '-').slice(0, 80);
}

/**
 * Plays scenarios on one cluster, and checks its history.
 * @param {{scenario: object, rounds: number}[]} programme all with the same needs
 * @returns {Promise<{history, violations, vitals, moves, outputs, measures?, error?}>} with `error` when it could not be finished
 */
export async function perform(programs, plan, programme) {
  const needs = new Set(programme.flatMap(({ scenario }) => scenario.needs ?? []));
  const history = new History({ ...plan, lacks: true, storage: `chaos-${fileNameOf(programme, needs)}` });
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
    const played = programme.map(({ scenario }) => scenario);
    result.measures = measure(history.entries);
    const slow = exceeded(result.measures, played, result.sanitized);
    result.violations = [...result.violations, ...slow, ...check(history)];
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

/** Scenarios in groups that share a cluster: in the gate those that can, else none, since a long record costs gigabytes. */
function grouped(programme, { gate }) {
  if (!gate) return programme.map((item) => [item]);
  return [...Map.groupBy(programme, ({ scenario }) => [...(scenario.needs ?? [])].join()).values()];
}

const cell = (times) => (times ? `${times.p50}/${times.p99}/${times.max}` : '–');

function table(measures) {
  const lines = [...measures].map(([name, { rounds, moved, resumed, gaps, waits, rejoined, accepted, converged, refused, silence }]) =>
    [name.slice(0, 58).padEnd(58), String(rounds).padStart(3), ...[moved, resumed, gaps, waits, rejoined, accepted, converged].map((times) => cell(times).padStart(17)), String(silence).padStart(7), String(refused.max).padStart(3)].join(' '));
  const head = ['ms: half / 99 % / all below'.padEnd(58), 'no.', ...['owner moved', 'client resumed', 'sent away', 'acknowledged', 'all serve', 'accepts again', 'all the same'].map((text) => text.padStart(17)), 'silence', '503 %'].join(' ');
  return [head, ...lines].join('\n');
}

/** Prints the result of a group and saves it. @returns whether it has passed */
function reportGroup({ history, violations, vitals, moves, outputs, error, measures = measure(history.entries) }, plan) {
  if (error) console.log(`could not be finished: ${error.stack}`);
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

/** A mistake of who calls this program. */
class Misuse extends Error {}

/** The scenarios of this name, or whose names begin with it, or of this fault. */
function named(name) {
  const exact = scenarios.filter((candidate) => candidate.name === name);
  const found = exact.length > 0 ? exact : scenarios.filter((candidate) => candidate.name.startsWith(name) || candidate.fault === name);
  if (found.length === 0) throw new Misuse(`there is no scenario “${name}”`);
  return found;
}

/** The scenarios that the options choose, each with its number of rounds. @param {string[]} names throws where one is unknown */
export function programmeOf({ gate, all, rounds }, names = []) {
  const chosen = gate || all ? scenarios : [...new Set(names.flatMap(named))];
  const times = (choice) => Number(rounds ?? (gate ? choice.gate : all ? choice.rounds : 1));
  return chosen.map((choice) => ({ scenario: choice, rounds: gate && choice.gate === 0 ? 0 : times(choice) })).filter((item) => item.rounds > 0);
}

async function main() {
  const { values, positionals: [vestnikd, vestnikctl, ...names] } = parseArgs({
    allowPositionals: true,
    options: {
      gate: { type: 'boolean' },
      all: { type: 'boolean' },
      rounds: { type: 'string' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
      clients: { type: 'string', default: '9' },
      nodes: { type: 'string', default: '3' },
      others: { type: 'string' },
    },
  });
  const programme = programmeOf(values, names);
  if (!vestnikctl || programme.length === 0) {
    console.error(usage);
    return 2;
  }
  const upgrade = programme.find(({ scenario }) => scenario.upgrades);
  const withControls = values.gate || values.all;
  if ((upgrade || withControls) && !values.others) {
    console.error(`${upgrade ? `“${upgrade.scenario.name}”` : 'the control'} needs --others: the folder of the programs of tests/history`);
    return 2;
  }
  const plan = { seed: values.seed, clients: Number(values.clients), nodes: Number(values.nodes) };
  console.log(`seed ${plan.seed}, ${plan.nodes} nodes, ${plan.clients} clients`);
  let passed = 0;
  let failed = 0;
  const count = (good, cases) => (good ? (passed += cases) : (failed += cases));
  for (const group of grouped(programme, values)) count(reportGroup(await perform({ vestnikd, vestnikctl, others: values.others }, plan, group), plan), group.length);
  if (withControls)
    for (const control of controls) {
      console.log(`  control: ${control.name}`);
      const result = await perform({ vestnikd: join(values.others, control.program), vestnikctl }, plan, control.programme);
      const found = control.catches(result.violations);
      console.log(found ? `  found out: ${found.invariant} ${found.room ?? ''} ${found.text}` : '  NOT found out');
      if (!found) reportGroup(result, plan);
      count(Boolean(found), 1);
    }
  console.log(`pass ${passed}\nfail ${failed}`);
  return failed > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = await main().catch((error) => {
    if (!(error instanceof Misuse)) throw error;
    console.error(`${error.message}\n${usage}`);
    return 2;
  });
