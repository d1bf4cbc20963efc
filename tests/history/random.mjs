// Choices that look random and that a seed repeats.

/** FNV-1a, so that seeds may be any text. */
function hash(text) {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; ++i) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0;
}

export class Random {
  #state;

  /** Equal seeds give equal choices. */
  constructor(seed) {
    this.#state = hash(String(seed));
  }

  /** In [0, 1). (mulberry32) */
  fraction() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`. */
  between(least, most) {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  /** Whether something happens that does so `percent` of the times. */
  chance(percent) {
    return this.fraction() * 100 < percent;
  }

  pick(list) {
    return list[Math.floor(this.fraction() * list.length)];
  }

  /** One of the keys of `weights`, each as often as its number says. */
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
