// The actions of a device in one round, and the moment at which the server is killed. They depend on the seed alone, never on
// the server's answers, so that a seed repeats them.
import { Random } from './random.mjs';

const weights = {
  send: 44, race: 12, repeat: 8, history: 10, resubscribe: 8, dialog: 5, read: 6, typing: 4, cut: 4, close: 2, settle: 3,
};
const alphabet = ['a', 'b', 'c', ' ', '\n', '"', '\\', 'é', 'щ', '漢', '🎟️'];

/** A room or message is chosen by a fraction, since their number at that moment depends on the server. */
const details = {
  /** Several messages at once; now and then one is long. */
  send: (random) => ({
    room: random.fraction(),
    messages: Array.from({ length: random.between(1, 6) }, () => message(random)),
    wait: random.chance(25),
  }),
  /** One message in several copies at the same moment on two sockets of the same person. */
  race: (random) => ({
    room: random.fraction(),
    messages: [message(random)],
    copies: Array.from({ length: random.between(2, 5) }, () => random.pick(['main', 'spare'])),
    wait: random.chance(25),
  }),
  /** An operation that has its answer, once more. */
  repeat: (random) => ({ operation: random.fraction() }),
  history: (random) => ({
    room: random.fraction(),
    before: random.chance(60) ? 0 : random.fraction(),
    limit: random.pick([1, 7, 50, 200]),
  }),
  resubscribe: (random) => ({ room: random.fraction(), wait: random.chance(50) }),
  dialog: (random) => ({ person: random.fraction(), op: random.uuid() }),
  read: (random) => ({ room: random.fraction(), seq: random.fraction() }),
  typing: (random) => ({ room: random.fraction() }),
  cut: () => ({}),
  close: () => ({}),
  /** Waits until all operations are settled. */
  settle: () => ({}),
};

/** Who gives up does not repeat what was refused, which then must never be there. */
function message(random) {
  const length = random.chance(3) ? 4000 : random.between(0, 120);
  return { op: random.uuid(), text: Array.from({ length }, () => random.pick(alphabet)).join(''), givesUp: random.chance(20) };
}

/** The actions of device number `device` in this round. */
export function choicesOf(seed, round, device, count) {
  const random = new Random(`${seed}/${round}/device ${device}`);
  return Array.from({ length: count }, () => {
    const action = random.weighted(weights);
    return { action, ...details[action](random) };
  });
}

/**
 * When the server is killed in this round: at the `after`-th request sent, answer or live event, of about
 * `operations` in all.
 */
export function killOf(seed, round, operations) {
  const random = new Random(`${seed}/${round}/kill`);
  return { on: random.pick(['invoke', 'ok', 'event']), after: random.between(1, operations) };
}
