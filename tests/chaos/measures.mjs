// How long things took, by a recorded history alone. Times in milliseconds.

const chat = (room) => room.startsWith('chat:');

/** @param {number[]} times; null where there are none */
export function spread(times) {
  if (times.length === 0) return null;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** Attempt → its `invoke` entry with `end`, the entry of how it ended. */
function attemptsOf(entries) {
  const attempts = new Map();
  for (const entry of entries) {
    if (entry.type === 'invoke') attempts.set(entry.attempt, { ...entry });
    else if (entry.attempt) attempts.get(entry.attempt).end = entry;
  }
  return [...attempts.values()];
}

/**
 * Of each room that the node had when it was struck: until the first acknowledgement of a message that was sent within a second
 * since, by way of another node. Rooms to which nobody wrote then have none, since later writes do not show when it moved.
 */
function* moved({ at, node: lost, rooms = [] }, attempts, until) {
  for (const room of rooms.filter(chat)) {
    const sends = attempts.filter(({ action, parameters }) => action === 'send' && `chat:${parameters.chat}` === room);
    const asked = new Set(sends.filter(({ node, at: sent }) => node !== lost && sent >= at && sent < at + 1000).map(({ parameters }) => parameters.op));
    const acks = sends.filter(({ node, at: sent, parameters, end }) =>
      node !== lost && sent >= at && asked.has(parameters.op) && end?.type === 'ok' && end.at < until);
    if (acks.length > 0) yield Math.min(...acks.map(({ end }) => end.at)) - at;
  }
}

/** Of each device that was connected to the node: until it follows its rooms by another socket. */
function* resumed({ at, node }, attempts, until) {
  const subscriptions = attempts.filter(({ action }) => action === 'subscribe');
  for (const device of new Set(subscriptions.map(({ device }) => device))) {
    const own = subscriptions.filter((one) => one.device === device);
    const last = own.findLast((one) => one.at < at);
    if (last?.node !== node) continue;
    const again = own.find(({ socket, end }) => socket !== last.socket && end?.type === 'ok' && end.at > at && end.at < until);
    if (again) yield again.end.at - at;
  }
}

/** From the close frame of a node that drains until the device follows its rooms again. */
function* gaps(entries, attempts, from, until) {
  for (const { at, device } of entries.filter(({ type, code, at: closed }) => type === 'closed' && code === 4012 && closed > from && closed < until)) {
    const again = attempts.find(({ action, device: who, at: asked, end }) =>
      action === 'subscribe' && who === device && asked > at && end?.type === 'ok');
    if (again) yield again.end.at - at;
  }
}

/** From the first attempt at a message to its first acknowledgement. */
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

/** Ends of main sockets, from entry `begin` on, that their device has not brought about. @returns {object[]} `closed` entries */
export function unasked(entries, begin = 0) {
  const sockets = new Map();
  const dropped = new Set();
  const found = [];
  for (const [place, entry] of entries.entries()) {
    const { type, action, what, device, socket } = entry;
    if (action === 'subscribe' && sockets.get(device) !== socket) {
      sockets.set(device, socket);
      dropped.delete(device);
    } else if (type === 'fault' && (what === 'cut' || what === 'close')) dropped.add(device);
    else if (type === 'closed' && !dropped.delete(device) && place >= begin) found.push(entry);
  }
  return found;
}

/** The longest time without any acknowledgement. */
function silence(attempts, from, until) {
  const acks = attempts.filter(({ action, end }) => action === 'send' && end?.type === 'ok' && end.at >= from && end.at < until)
    .map(({ end }) => end.at).sort((a, b) => a - b);
  return Math.round(Math.max(0, ...acks.slice(1).map((at, i) => at - acks[i])));
}

/**
 * @param {object[]} entries of a history with `fault` entries `begin` (with `scenario` and `round`), those of what was
 *   done to a `node` (with its `rooms` then), `mended` when a network is whole again, `healed` when all nodes serve, and
 *   `end`
 * @returns {Map<string, object>} by scenario
 */
export function measure(entries) {
  const attempts = attemptsOf(entries);
  const faults = entries.filter(({ type }) => type === 'fault');
  const scenarios = new Map();
  for (const begin of faults.filter(({ what }) => what === 'begin')) {
    const end = faults.find(({ what, at }) => what === 'end' && at > begin.at)?.at ?? Infinity;
    const during = ({ at }) => at > begin.at && at < end;
    const struck = faults.filter((fault) => fault.rooms && during(fault));
    const of = scenarios.get(begin.scenario) ?? { rounds: 0, moved: [], resumed: [], gaps: [], waits: [], rejoined: [], converged: [], silence: 0, drains: [], accepted: [] };
    scenarios.set(begin.scenario, of);
    ++of.rounds;
    for (const fault of struck) {
      of.moved.push(...moved(fault, attempts, end));
      of.resumed.push(...resumed(fault, attempts, end));
    }
    of.gaps.push(...gaps(entries, attempts, begin.at, end));
    of.rejoined.push(...faults.filter(({ what }) => what === 'mended').filter(during)
      .map(({ at }) => faults.find(({ what, at: healed }) => what === 'healed' && healed > at)?.at - at));
    of.waits.push(...waits(attempts, begin.at, end));
    of.silence = Math.max(of.silence, silence(attempts, begin.at, end));
    const told = (which) => faults.filter(({ what, ms }) => what === which && ms).filter(during).map(({ ms }) => ms);
    of.accepted.push(...faults.filter(({ what }) => what === 'accepts again').filter(during).map(({ first }) => first));
    of.drains.push(...told('drained'));
    of.converged.push(...told('converged'));
  }
  for (const of of scenarios.values())
    for (const name of ['moved', 'resumed', 'gaps', 'waits', 'rejoined', 'converged', 'drains', 'accepted']) of[name] = spread(of[name]);
  return scenarios;
}
