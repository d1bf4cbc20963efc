/** One or two letters that stand for a name: “Anna Petrova” → “AP”. */
export function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return letters.join('').toUpperCase() || '?';
}

/** One of `count` colours, always the same for the same seed. */
export function hueOf(seed: string, count: number): number {
  // FNV-1a with its high bits folded into the low ones, so that ids in sequence get different colours.
  let hash = 0x811c9dc5;
  for (const character of seed) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return (((hash >>> 16) ^ (hash >>> 5) ^ hash) >>> 0) % count;
}
