/** How nodes may end, since something was done to them. */
export class Allowances {
  #ends = new Map();

  /** The node may end so once more. @param {string|number} end exit code or signal */
  give(node, end) {
    this.#ends.set(node, [...(this.#ends.get(node) ?? []), end]);
  }

  /** The node has ended. @returns whether it was allowed to, which it is no more */
  take(node, end) {
    const ends = this.#ends.get(node) ?? [];
    if (!ends.includes(end)) return false;
    ends.splice(ends.indexOf(end), 1);
    return true;
  }

  /** Nothing is allowed any more. */
  clear() {
    this.#ends.clear();
  }
}
