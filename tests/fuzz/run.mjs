// Runs the fuzz targets (docs/testing.md):
//
//     node tests/fuzz/run.mjs FOLDER [--seconds N] [--seed N] [TARGET…]
//
// FOLDER has the programs. With a seed every run begins alike, with the seeds in the tree alone; without one it goes on with what former
// runs have kept.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export const seeds = join(dirname(fileURLToPath(import.meta.url)), 'corpus');

/** Programs at once. */
const processes = 2;
/** What one input may take, in seconds and MiB, and how long it may be, in bytes. */
const slowest = 5;
const mostMemory = 1024;
const longest = 4096;

const programs = (folder) => readdirSync(folder).filter((name) => /^fuzz_\w+$/.test(name)).map((name) => name.slice('fuzz_'.length));

/** The targets that a folder has programs for; the control is none. */
export const targetsIn = (folder) => programs(folder).filter((name) => name !== 'control').sort();

/** Its output in full, and how it ended. */
async function run(program, args, env) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => output.push(bytes));
  const status = await new Promise((done, fail) => child.on('error', fail).on('close', (code, signal) => done(code ?? signal)));
  return { output: Buffer.concat(output).toString(), status };
}

/**
 * One target for so many seconds.
 * @returns {Promise<{target: string, executions: number, problem?: string, output: string}>} `problem` names the input at fault.
 */
export async function fuzz(folder, target, { seconds, seed }) {
  const found = resolve(folder, 'found');
  const scratch = mkdtempSync(join(tmpdir(), 'vestnik-fuzz-'));
  const kept = seed === undefined ? resolve(folder, 'kept', target) : join(scratch, 'kept');
  for (const made of [found, kept]) mkdirSync(made, { recursive: true });
  try {
    const { output, status } = await run(resolve(folder, `fuzz_${target}`), [
      `-max_total_time=${seconds}`, `-seed=${seed ?? 0}`, `-timeout=${slowest}`, `-rss_limit_mb=${mostMemory}`, `-max_len=${longest}`,
      `-artifact_prefix=${found}/${target}-`, '-print_final_stats=1', kept, join(seeds, target),
    ], { UBSAN_OPTIONS: 'print_stacktrace=1' });
    const executions = Number(/^stat::number_of_executed_units: +(\d+)$/m.exec(output)?.[1] ?? 0);
    const input = /Test unit written to (\S+)/.exec(output)?.[1];
    const problem = input ?? (status !== 0 ? `ended with ${status}` : executions === 0 ? 'executed nothing' : undefined);
    return { target, executions, problem, output };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function print({ target, executions, problem, output }) {
  console.log(`${target.padEnd(24)} ${executions.toLocaleString('en').padStart(12)} executions${problem ? `  FAILED: ${problem}` : ''}`);
  if (problem) for (const line of output.trimEnd().split('\n').slice(-60)) console.log(`  | ${line}`);
}

async function main() {
  const { values, positionals: [folder, ...wanted] } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: '3600' }, seed: { type: 'string' } },
  });
  const all = targetsIn(folder);
  const unknown = wanted.filter((target) => !all.includes(target));
  if (unknown.length > 0 || all.length === 0) throw new Error(`there is no target ${unknown.join(', ')}; there are: ${all.join(', ')}`);
  if (!(Number(values.seconds) > 0)) throw new Error(`--seconds is a number above 0, not '${values.seconds}'`);
  const waiting = wanted.length > 0 ? [...new Set(wanted)] : all;
  const share = Math.max(1, Math.round((Number(values.seconds) * Math.min(processes, waiting.length)) / waiting.length));
  console.log(`${waiting.length} targets, ${share} s each`);
  const results = [];
  const take = async () => {
    for (let target = waiting.shift(); target; target = waiting.shift()) {
      const result = await fuzz(folder, target, { seconds: share, seed: values.seed });
      print(result);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: processes }, take));
  const bad = results.filter(({ problem }) => problem).length;
  console.log(`${results.reduce((sum, { executions }) => sum + executions, 0).toLocaleString('en')} executions`);
  console.log(`pass ${results.length - bad}\nfail ${bad}`);
  process.exitCode = bad > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await main().catch((failure) => {
    console.error(`fuzz: ${failure.message}`);
    process.exitCode = 2;
  });
