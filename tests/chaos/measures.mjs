// Durations, from a recorded history alone. Times in milliseconds.

const chat = (room) => room.startsWith('chat:');

/** @param {number[]} times; null where there are none */
export function spread(times) {
  if (times.length === 0) return null;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** The `invoke` entries, each with `end`, the entry of its end. */
function attemptsOf(entries) {
  const attempts = new Map();
  for (const entry of entries) {
    if (entry.type === 'invoke') attempts.set(entry.attempt, { ...entry });
    else if (entry.attempt) attempts.get(entry.attempt).end = entry;
  }
  return [...attempts.values()];
}

/** A room that is still asked for in vain so long after a fault is not served again; one message may have been given up sooner. */
const unservedMs = 10_000;

/**
 * For each room of the node at the moment of the fault: the time until the first acknowledgement, through another node, of a
 * message that was sent within a second of the fault. Rooms without such a message are left out, since later messages do not
 * show when the room moved. Infinite for a room that acknowledges nothing any more, whatever is sent and when.
 */
function* moved({ at, node: lost, rooms = [] }, attempts, until) {
  for (const room of rooms.filter(chat)) {
    const sends = attempts.filter(({ action, parameters }) => action === 'send' && `chat:${parameters.chat}` === room);
    const ops = new Set(sends.filter(({ node, at: sent }) => node !== lost && sent >= at && sent < at + 1000).map(({ parameters }) => parameters.op));
    const acks = sends.filter(({ node, at: sent, parameters, end }) =>
      node !== lost && sent >= at && ops.has(parameters.op) && end?.type === 'ok' && end.at < until);
    if (acks.length > 0) yield Math.min(...acks.map(({ end }) => end.at)) - at;
    const later = sends.filter(({ at: sent }) => sent >= at && sent < until);
    if (later.some(({ at: sent }) => sent >= at + unservedMs) && !later.some(({ end }) => end?.type === 'ok')) yield Infinity;
  }
}

/** For each device that was connected to the node: the time until it follows its rooms on another socket. */
function* resumed({ at, node }, attempts, until) {
  const subscriptions = attempts.filter(({ action }) => action === 'subscribe');
  for (const device of new Set(subscriptions.map(({ device }) => device))) {
    const ofDevice = subscriptions.filter((subscription) => subscription.device === device);
    const last = ofDevice.findLast((subscription) => subscription.at < at);
    if (last?.node !== node) continue;
    const again = ofDevice.find(({ socket, end }) => socket !== last.socket && end?.type === 'ok' && end.at > at && end.at < until);
    if (again) yield again.end.at - at;
  }
}

/** The time from the close frame of a draining node until the device follows its rooms again. */
function* gaps(entries, attempts, from, until) {
  for (const { at, device } of entries.filter(({ type, code, at: closed }) => type === 'closed' && code === 4012 && closed > from && closed < until)) {
    const again = attempts.find((attempt) =>
      attempt.action === 'subscribe' && attempt.device === device && attempt.at > at && attempt.end?.type === 'ok');
    if (again) yield again.end.at - at;
  }
}

/** The time from the first attempt at a message to its first acknowledgement. */
function* waits(attempts, from, until) {
  const first = new Map();
  for (const { action, user, parameters, at, end } of attempts) {
    if (action !== 'send') continue;
    const key = `${user} ${parameters.op}`;
    const known = first.get(key) ?? { at };
    first.set(key, known);
    if (end?.type === 'ok') known.acked = Math.min(known.acked ?? Infinity, end.at);
  }
  for (const { at, acked } of first.values()) if (at >= from && at < until && acked) yield acked - at;
}

/** Ends of main sockets, from entry `begin` on, that their device did not cause. @returns {object[]} `closed` entries */
export function disconnections(entries, begin = 0) {
  const sockets = new Map();
  const dropped = new Set();
  const found = [];
  for (const [place, entry] of entries.entries()) {
    const { type, action, kind, device, socket } = entry;
    if (action === 'subscribe' && sockets.get(device) !== socket) {
      sockets.set(device, socket);
      dropped.delete(device);
    } else if (type === 'fault' && (kind === 'cut' || kind === 'close')) dropped.add(device);
    else if (type === 'closed' && !dropped.delete(device) && place >= begin) found.push(entry);
  }
  return found;
}

/** How many of a hundred operations were refused, once or more often: what is asked again and again counts once. */
function refused(attempts, from, until) {
  const ended = attempts.filter(({ at, end }) => at >= from && at < until && end);
  const operations = Map.groupBy(ended, ({ attempt, user, parameters }) => (parameters?.op ? `${user} ${parameters.op}` : attempt));
  const refusals = [...operations.values()].filter((tries) => tries.some(({ end }) => end.type === 'fail'));
  return operations.size > 0 ? (100 * refusals.length) / operations.size : 0;
}

/** The longest time without any acknowledgement. */
function silence(attempts, from, until) {
  const acks = attempts.filter(({ action, end }) => action === 'send' && end?.type === 'ok' && end.at >= from && end.at < until)
    .map(({ end }) => end.at).sort((a, b) => a - b);
  return Math.round(Math.max(0, ...acks.slice(1).map((at, i) => at - acks[i])));
}

/**
 * @param {object[]} entries of a history with `fault` entries: `begin` (with `scenario` and `round`), faults of a `node`
 *   (with its `rooms` at that moment), `mended` when a network is whole again, `healed` when all nodes serve, and `end`
 * @returns {Map<string, object>} by scenario
 */
export function measure(entries) {
  const attempts = attemptsOf(entries);
  const faults = entries.filter(({ type }) => type === 'fault');
  const scenarios = new Map();
  for (const begin of faults.filter(({ kind }) => kind === 'begin')) {
    const end = faults.find(({ kind, at }) => kind === 'end' && at > begin.at)?.at ?? Infinity;
    const during = ({ at }) => at > begin.at && at < end;
    const struck = faults.filter((fault) => fault.rooms && during(fault));
    const measures = scenarios.get(begin.scenario) ?? { rounds: 0, moved: [], resumed: [], gaps: [], waits: [], rejoined: [], converged: [], refused: [], silence: 0, drains: [], accepted: [], arrivals: [] };
    scenarios.set(begin.scenario, measures);
    ++measures.rounds;
    for (const fault of struck) {
      measures.moved.push(...moved(fault, attempts, end));
      measures.resumed.push(...resumed(fault, attempts, end));
    }
    measures.gaps.push(...gaps(entries, attempts, begin.at, end));
    measures.rejoined.push(...faults.filter(({ kind }) => kind === 'mended').filter(during)
      .map(({ at }) => faults.find(({ kind, at: healed }) => kind === 'healed' && healed > at)?.at - at));
    measures.waits.push(...waits(attempts, begin.at, end));
    measures.refused.push(refused(attempts, begin.at, end));
    measures.silence = Math.max(measures.silence, silence(attempts, begin.at, end));
    const durations = (kind) => faults.filter((fault) => fault.kind === kind && fault.ms).filter(during).map(({ ms }) => ms);
    measures.accepted.push(...faults.filter(({ kind }) => kind === 'accepts again').filter(during).map(({ first }) => first));
    measures.arrivals.push(...faults.filter(({ kind }) => kind === 'mail').filter(during).flatMap(({ arrivals }) => arrivals));
    measures.drains.push(...durations('drained'));
    measures.converged.push(...durations('converged'));
  }
  for (const measures of scenarios.values())
    for (const name of ['moved', 'resumed', 'gaps', 'waits', 'rejoined', 'converged', 'refused', 'drains', 'accepted', 'arrivals']) measures[name] = spread(measures[name]);
  return scenarios;
}
