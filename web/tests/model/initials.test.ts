// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { hueOf, initials } from '@/model/initials';

describe('model/initials', () => {
  it.each([
    ['Anna Petrova', 'AP'],
    ['анна', 'А'],
    ['alice@example.org', 'AE'],
    ['  Jean-Luc  Picard ', 'JL'],
    ['🙂 🙂', '?'],
    ['', '?'],
  ])('of %j are %j', (name, letters) => expect(initials(name)).toBe(letters));

  it('gives neighbouring ids different colours', () => {
    const hues = new Set(Array.from({ length: 64 }, (_, n) => hueOf(String(7_236_401_234_567_000 + n), 8)));
    expect(hues.size).toBe(8);
  });
});
