// The stories of the simulation: run, cut into one history per seed, and judged by the checker of tests/history/.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { check } from '../history/checker.mjs';

/**
 * Runs the program.
 * @param {string} program path of `simulation`
 * @param {string[]} options as its usage has them
 * @returns {AsyncGenerator<string[]>} the lines of each seed's story; after a crash the last one is cut off, and ends with an
 *   entry `crash`
 */
export async function* tell(program, options) {
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (!line.includes('"type":"end"')) continue;
    yield lines;
    lines = [];
  }
  const [code, signal] = await ended;
  if (code === 0) return;
  // What the process had in hand is no whole line.
  if (lines.length > 0 && !lines.at(-1).endsWith('}')) lines.pop();
  lines.push(JSON.stringify({ at: 0, type: 'crash', text: `the process ended with ${signal ?? code}` }));
  yield lines;
}

/** @returns the story as a history: `{entries}`. CAF says on the same way out of which exception an actor has died. */
export const historyOf = (lines) => ({
  entries: lines.filter(Boolean).map((line) => (line.startsWith('{') ? JSON.parse(line) : { at: 0, type: 'crash', text: line })),
});

/** @returns the violations of all invariants; of a run that crashed or is stuck only that, and what was never answered */
export function judge(history) {
  const crash = history.entries.find(({ type }) => type === 'crash');
  if (crash) return [{ invariant: 'I9', text: crash.text }];
  const stuck = history.entries.filter(({ type }) => type === 'stuck');
  if (stuck.length === 0) return [...check(history), ...answersAreInTime(history), ...nodesDieForACause(history)];
  const attempts = new Map(history.entries.filter(({ type }) => type === 'invoke').map((entry) => [entry.attempt, entry]));
  const unanswered = history.entries.filter(({ why }) => why === 'unanswered').map(({ attempt }) => attempts.get(attempt));
  return [
    ...stuck.map(({ text }) => ({ invariant: 'I13', text })),
    ...unanswered.map(({ device, action }) => ({ invariant: 'I13', device, text: `${action} was not answered, though its socket lived` })),
  ];
}

/** An answer takes at most so long, in virtual time, while nothing is wrong but what clients send. */
const patienceMs = 3000;
/** What explains that answers come later, if it was so long before or less: a database that is away is waited for. */
const excuses = new Set(['database away', 'slow statement', 'statement locked out', 'commit lost', 'kill', 'stop', 'restart', 'stands still', 'goes on', 'network cut', 'link broken', 'declared dead']);
const excusedMs = 20_000;

/** I13: one request does not keep the others waiting. */
function* answersAreInTime({ entries }) {
  const attempts = new Map();
  let excused = -Infinity;
  for (const { at, type, kind, attempt, ...entry } of entries) {
    if (type === 'invoke') attempts.set(attempt, { at, ...entry });
    if (type === 'fault' && excuses.has(kind)) excused = at;
    const { at: begin, device, action, parameters } = attempts.get(attempt) ?? {};
    if ((type === 'ok' || type === 'fail') && at - begin > patienceMs && excused < begin - excusedMs)
      yield { invariant: 'I13', device, op: parameters.op, text: `${action} was answered after ${Math.round(at - begin)} ms, though nothing was wrong` };
  }
}

/** So long after its trouble a node may be declared dead. */
const troubleMs = 60_000;
/** What may be held against any node. */
const troubles = new Set(['database away', 'statement locked out', 'commit lost']);

/** I16: a node that others could hear is not declared dead. */
function* nodesDieForACause({ entries }) {
  const trouble = new Map();
  let common = -Infinity;
  for (const { at, kind, node, between, and } of entries.filter(({ type }) => type === 'fault')) {
    if (troubles.has(kind)) common = at;
    if (kind === 'stands still' || kind === 'goes on') trouble.set(node, at);
    if (kind === 'network cut') [between, and].forEach((name) => trouble.set(name, at));
    if (kind === 'declared dead' && Math.max(common, trouble.get(node) ?? -Infinity) < at - troubleMs)
      yield { invariant: 'I16', text: `${node} was declared dead at ${Math.round(at)} ms, though nothing had happened to it` };
  }
}

const words = ({ invariant, room, seq, op, device, text }) =>
  [invariant, room, seq && `seq ${seq}`, op && `op ${op}`, device && `${device}:`, text].filter(Boolean).join(' ');

/** The first violation of each invariant, as text. */
export function report(violations) {
  return [...Map.groupBy(violations, ({ invariant }) => invariant).values()].map(
    (alike) => words(alike[0]) + (alike.length > 1 ? ` (${alike.length} of this invariant)` : ''),
  );
}

const short = (value) => {
  const text = JSON.stringify(value) ?? '';
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
};

/** What happens in one line, by the entry's type. */
const sentences = {
  run: ({ at: _, type: __, ...plan }) => `a run: ${short(plan)}`,
  invoke: ({ socket, attempt, action, parameters }) => `${socket} asks (${attempt}) ${action} ${short(parameters)}`,
  ok: ({ attempt, data }) => `(${attempt}) is answered ${short(data)}`,
  fail: ({ attempt, status, code }) => `(${attempt}) is refused: ${status} ${code}`,
  unknown: ({ attempt, why }) => `(${attempt}) ends unknown: ${why}`,
  event: ({ socket, room, seq, event, data }) => `${socket} hears ${room} ${seq} ${event} ${short(data)}`,
  mark: ({ socket, room, reader, seq }) => `${socket} hears that ${reader} has read ${room} up to ${seq}`,
  fault: ({ at: _, type: __, kind, ...details }) => `*** ${kind} ${short(details)}`,
  mail: ({ at: _, type: __, kind, account, ...details }) => `    mail ${account}: ${kind} ${short(details)}`,
  shelf: ({ account, uidvalidity, cursor, stored, quarantined }) =>
    `    mail ${account}: stored up to ${cursor} of ${uidvalidity}: ${stored.length} mails, ${quarantined.length} in quarantine`,
  mailbox: ({ socket, room, state }) => `${socket} hears that ${room} is ${short(state)}`,
  closed: ({ socket, code }) => `${socket} is closed: ${code}`,
  final: ({ user, kind, room = '', head = '' }) => `${user} reads the ${kind} ${room} ${head}`,
  crash: ({ text }) => `!!! ${text}`,
  end: () => 'the end',
  stuck: ({ text }) => `!!! ${text}`,
};

/** The story for people. */
export const narrate = ({ entries }) =>
  entries.map((entry) => `${(entry.at / 1000).toFixed(3).padStart(9)}  ${sentences[entry.type](entry)}`);
