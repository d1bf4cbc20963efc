import { describe, expect, it } from 'vitest';
import versions from 'emojibase-data/versions/emoji.json';
import { emojiGroups, findEmoji } from '@/emoji/catalogue';

describe('emoji/catalogue', () => {
  it('has all emoji by group, with names in both languages, and no parts of emoji', async () => {
    for (const [language, name] of [['en', 'party popper'], ['ru', 'хлопушка']] as const) {
      const groups = await emojiGroups(language);
      expect(groups.length).toBe(9);
      expect(groups.every(({ emoji }) => emoji.length > 50)).toBe(true);
      const all = groups.flatMap(({ emoji }) => emoji);
      expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
      expect(all.map(({ text }) => text)).not.toContain('🏻');
      expect(all.find(({ text }) => text === '🎉')?.words).toContain(name.slice(0, 5));
    }
  });

  it('offers none that the server does not know', async () => {
    const byVersion = versions as Record<string, string[]>;
    const newer = new Set(Object.entries(byVersion).flatMap(([version, codes]) => (Number(version) > 15 ? codes : [])));
    const code = (text: string) => [...text].map((each) => each.codePointAt(0)!.toString(16).toUpperCase()).join('-');
    const { default: all } = await import('emojibase-data/en/compact.json');
    expect(all.filter(({ hexcode }) => newer.has(hexcode)).length).toBeGreaterThan(40);
    const offered = (await emojiGroups('en')).flatMap(({ emoji }) => emoji.map(({ text }) => code(text)));
    const plain = new Set([...newer].map((each) => each.replaceAll('-FE0F', '')));
    expect(offered.filter((each) => plain.has(each.replaceAll('-FE0F', '')))).toEqual([]);
  });

  it('finds by the beginnings of words, in either language, the names before the tags', async () => {
    const texts = async (language: 'en' | 'ru', query: string) => findEmoji(await emojiGroups(language), query, 20).map(({ text }) => text);
    expect(await texts('en', 'thumbs up')).toContain('👍');
    expect((await texts('en', 'cat'))[0]).toMatch(/🐈|😺|🐱|😹/u);
    expect(await texts('ru', 'СЕРДЦЕ')).toContain('❤️');
    expect(await texts('en', 'no such thing')).toEqual([]);
    expect((await texts('en', 'a')).length).toBe(20);
  });
});
