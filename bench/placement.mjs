// A port of cluster/rooms/placement.cpp; both must be changed together. Numbers of 64 bits are pairs of halves, since BigInt
// would be fifty times slower.

/** FNV-1a, 64 bits. */
function hashOf(text) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash;
}

let high = 0;
let low = 0;

/** (high, low) := (high, low) · (h, l) modulo 2⁶⁴ */
function times(h, l) {
  const a = low >>> 16;
  const b = low & 0xffff;
  const c = l >>> 16;
  const d = l & 0xffff;
  const middle = a * d + ((b * d) >>> 16);
  const cross = b * c + (middle & 0xffff);
  const carried = a * c + (middle >>> 16) + (cross >>> 16);
  high = (carried + Math.imul(high, l) + Math.imul(low, h)) >>> 0;
  low = Math.imul(low, l) >>> 0;
}

/** (x, y) ^= (x, y) >> by, for (high, low) */
function fold(by) {
  low = (low ^ ((low >>> by) | (high << (32 - by)))) >>> 0;
  high = (high ^ (high >>> by)) >>> 0;
}

/** The finaliser of SplitMix64, of (high, low). */
function mix() {
  fold(30);
  times(0xbf58476d, 0x1ce4e5b9);
  fold(27);
  times(0x94d049bb, 0x133111eb);
  fold(31);
}

function load(value) {
  high = Number(value >> 32n) >>> 0;
  low = Number(value & 0xffffffffn) >>> 0;
}

export class Placement {
  #names;
  #highs;
  #lows;

  /** @param {string[]} names of the active nodes */
  constructor(names) {
    this.#names = names;
    this.#highs = new Uint32Array(names.length);
    this.#lows = new Uint32Array(names.length);
    for (const [i, name] of names.entries()) {
      load(hashOf(name));
      mix();
      this.#highs[i] = high;
      this.#lows[i] = low;
    }
  }

  /** @param {number} kind of the room @param {bigint} id @returns the index of its node's name */
  place(kind, id) {
    load(BigInt.asUintN(64, id));
    mix();
    high = (high ^ (kind << 24)) >>> 0;
    mix();
    const roomHigh = high;
    const roomLow = low;
    let best = 0;
    let bestHigh = -1;
    let bestLow = -1;
    for (let i = 0; i < this.#names.length; ++i) {
      high = (roomHigh ^ this.#highs[i]) >>> 0;
      low = (roomLow ^ this.#lows[i]) >>> 0;
      mix();
      const wins = high > bestHigh || (high === bestHigh && (low > bestLow || (low === bestLow && this.#names[i] < this.#names[best])));
      if (wins) [best, bestHigh, bestLow] = [i, high, low];
    }
    return best;
  }
}
