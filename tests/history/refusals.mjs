// Invariant I8 for refusals: they have a cause, and what was refused has not been done.

const violation = (where, text) => ({ invariant: 'I8', ...where, text });

/** Statuses by which a server that lacks something for a while refuses; the same may succeed later. */
export const passing = new Set([503, 507]);
/** Codes by which it refuses one room of a subscription for a while. */
const passingCodes = new Set(['unavailable']);
/** A text that the database of the simulation refuses whenever it is tried. */
const poison = / is poison$/;

/** Nothing that clients ask is wrong, so only what is missing for a while may be refused, and only where the run says so, or while it says so. */
export function* refusalsHaveACause(facts) {
  for (const attempt of facts.attempts.values()) {
    const { operation, device, action, parameters, end } = attempt;
    const mayLack = facts.mayLack(attempt);
    const where = { room: operation?.room ?? (parameters.chat && `chat:${parameters.chat}`), op: parameters.op, device };
    const isPoison = poison.test(parameters.text ?? '');
    if (end?.type === 'fail' && !isPoison && !(mayLack && passing.has(end.status)))
      yield violation(where, `${action} was refused with ${end.status} ${end.code}, for no cause`);
    if (end?.type !== 'ok' || action !== 'subscribe') continue;
    for (const [room, { error }] of Object.entries(end.data.rooms))
      if (error && !(mayLack && passingCodes.has(error.code)))
        yield violation({ room, device }, `a subscription was refused with ${error.code}, for no cause`);
  }
}

/** A message that was refused each time that it had been sent, and that nobody has sent again yet, is seen by nobody. */
export function* refusedIsNotDone(facts) {
  const seen = new Map();
  for (const [place, { type, event, data }] of facts.entries.entries()) {
    const key = type === 'event' && event === 'message.created' && `${data.author} ${data.op}`;
    if (key && !seen.has(key)) seen.set(key, place);
  }
  for (const { user, op, room, attempts } of facts.sends) {
    const stored = facts.stored.get(`${user} ${op}`)?.[0];
    const place = seen.get(`${user} ${op}`) ?? (stored ? facts.entries.length : Infinity);
    let ended = 0;
    for (const [number, { device, end }] of attempts.entries()) {
      if (end?.type !== 'fail') break;
      ended = Math.max(ended, end.place);
      const next = attempts[number + 1]?.place ?? Infinity;
      if (next < ended || place > next || place === Infinity) continue;
      yield violation({ room, seq: stored?.seq, op, device }, `was refused with ${end.status} ${end.code} and not sent again, but has been done`);
      break;
    }
  }
}
