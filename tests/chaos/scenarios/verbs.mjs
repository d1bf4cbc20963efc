// Steps that several kinds of scenarios share.
import { setTimeout as pause } from 'node:timers/promises';

import { within } from '../stage.mjs';

/** The exit code of a node that was declared dead. */
export const declaredDead = 75;
/**
 * How many operations may be refused in a round in which a node is killed, in per cent: a third of the rooms has no owner for 1.3 s of some 3 s.
 * In 20 rounds they were 10 at most.
 */
export const killed = 25;
/** Longer than a lease, a vote and a few probes together. */
export const outageMs = 9000;

/** Waits until the condition, which may be a promise, holds. @returns whether it held in time */
export async function until(condition, ms) {
  for (const deadline = performance.now() + ms; !(await condition()); await pause(20)) if (performance.now() > deadline) return false;
  return true;
}

/** Stops a node's process for a while. */
export async function standStill(stage, node, ms, when) {
  await stage.strike(node, 'pause', async () => {
    node.signal('SIGSTOP');
    await pause(ms);
    node.signal('SIGCONT');
    stage.history.fault('continue', { node: node.name });
  }, when);
}

/** Does something for which a node is declared dead: afterwards the node must notice that, end itself and be started again. */
export async function isDeclaredDead(stage, node, act) {
  stage.allow(node, declaredDead);
  const back = node.returns();
  await act();
  await within(20_000, back, `that ${node.name}, which must have been declared dead, ends itself and is started again`);
}

/** Lets a node stand still for longer than its lease. */
export const outlivesItsLease = (stage, node, ms, when) => isDeclaredDead(stage, node, () => standStill(stage, node, ms, when));

/** Does something during which no room may move. */
export async function movesNothing(stage, act) {
  const before = await stage.fencing.moves();
  await act();
  const moves = (await stage.fencing.moves()) - before;
  if (moves > 0) stage.find('F', `${moves} rooms have moved, though nothing had failed for long enough`);
}

export async function kill(stage, node, when) {
  stage.allow(node, 'SIGKILL');
  const back = node.returns();
  await stage.strike(node, 'kill', () => node.signal('SIGKILL'), when);
  await within(60_000, back, `that ${node.name} is started again`);
}

/** Ends a node in order; the supervisor starts it again. */
export async function restart(stage, node) {
  stage.allow(node, 0);
  const back = node.returns();
  let ms;
  await stage.strike(node, 'drain', async () => (ms = await node.drain()));
  stage.history.fault('drained', { node: node.name, ms });
  if (ms > 15_000) stage.find('F', `${node.name} took ${Math.round(ms / 1000)} s to end in order`);
  await within(60_000, back, `that ${node.name} is started again`);
  await stage.allServe();
}

/** After a fault that prevented writes: they must be acknowledged again in time. */
export async function acceptsAgain(stage, withinMs) {
  const { first, all } = await stage.acceptance();
  stage.history.fault('accepts again', { first, all });
  if (first > withinMs) stage.find('F', `nothing was acknowledged for ${first} ms, though nothing stood in the way any more`);
}

/** Does something during which a client must be refused with one of these codes; else the fault had no effect. */
export async function refuses(stage, codes, act) {
  const { entries } = stage.history;
  const before = entries.length;
  await act();
  const refused = ({ type, code, why }) => (type === 'fail' || type === 'unknown') && codes.includes(code ?? why);
  if (!entries.slice(before).some(refused)) stage.find('F', `nobody was refused with ${codes.join(' or ')}`);
}
