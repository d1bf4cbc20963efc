// A random number generator that a seed repeats.
import { createHash } from 'node:crypto';

export class Random {
  /** 128 bits: with 32 bits, the sequences of two seeds soon meet. */
  #state;

  /** Equal seeds give equal choices. */
  constructor(seed) {
    const digest = createHash('sha256').update(String(seed)).digest();
    this.#state = Uint32Array.from({ length: 4 }, (_, i) => digest.readUInt32LE(4 * i));
  }

  /** In [0, 1). (sfc32) */
  fraction() {
    const state = this.#state;
    const [a, b, c, count] = state;
    const mixed = (a + b + count) >>> 0;
    state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + mixed, count + 1]);
    return mixed / 2 ** 32;
  }

  /** A whole number from `least` to `most`. */
  between(least, most) {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  /** True with a probability of `percent`. */
  chance(percent) {
    return this.fraction() * 100 < percent;
  }

  pick(list) {
    return list[Math.floor(this.fraction() * list.length)];
  }

  /** One of the keys of `weights`, with a probability in proportion to its number. */
  weighted(weights) {
    let left = this.fraction() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    for (const [key, weight] of Object.entries(weights)) if ((left -= weight) < 0) return key;
    return Object.keys(weights).at(-1);
  }

  /** A UUID of version 4. */
  uuid() {
    const digits = Array.from({ length: 32 }, () => this.between(0, 15).toString(16));
    digits[12] = '4';
    digits[16] = this.pick(['8', '9', 'a', 'b']);
    return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }
}
