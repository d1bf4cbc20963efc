/** One or two letters that stand for a name: “Anna Petrova” → “AP”. */
export function initials(name: string): string {
  const words = name.split(/[\s@._-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => [...word][0] ?? '');
  return letters.join('').toUpperCase() || '?';
}

/** One of `count` colours, always the same for the same seed. */
export function hueOf(seed: string, count: number): number {
  let hash = 7;
  for (const character of seed) hash = (hash * 31 + character.codePointAt(0)!) >>> 0;
  return hash % count;
}
