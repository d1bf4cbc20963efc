import type { CompactEmoji } from 'emojibase';
import type { Language } from '@/i18n/language';

export interface Emoji {
  readonly text: string;
  readonly label: string;
  /** What it is found by, in lower case: its label first. */
  readonly words: string;
}

/** In the order of the data, which names a group by its place. */
const groupKeys = ['smileys-emotion', 'people-body', 'component', 'animals-nature', 'food-drink', 'travel-places', 'activities', 'objects', 'symbols', 'flags'] as const;
/** Parts of emoji, such as tones of skin, are none. */
const component = 'component';
export type EmojiGroupKey = Exclude<(typeof groupKeys)[number], typeof component>;

export interface EmojiGroup {
  readonly key: EmojiGroupKey;
  readonly emoji: readonly Emoji[];
}

const sources: Record<Language, () => Promise<{ default: CompactEmoji[] }>> = {
  en: () => import('emojibase-data/en/compact.json'),
  ru: () => import('emojibase-data/ru/compact.json'),
};

/** Later than Emoji 15.0, the last that the server knows (ICU 72 of Debian 12): it would refuse them as reactions. */
const newer = new Set([
  '🙂‍↔️ 🙂‍↕️ 🚶‍➡️ 🚶‍♀️‍➡️ 🚶‍♂️‍➡️ 🧎‍➡️ 🧎‍♀️‍➡️ 🧎‍♂️‍➡️ 🧑‍🦯‍➡️ 👨‍🦯‍➡️ 👩‍🦯‍➡️ 🧑‍🦼‍➡️ 👨‍🦼‍➡️ 👩‍🦼‍➡️ 🧑‍🦽‍➡️ 👨‍🦽‍➡️ 👩‍🦽‍➡️ 🏃‍➡️ 🏃‍♀️‍➡️ 🏃‍♂️‍➡️',
  '🧑‍🧑‍🧒 🧑‍🧑‍🧒‍🧒 🧑‍🧒 🧑‍🧒‍🧒 🐦‍🔥 🍋‍🟩 🍄‍🟫 ⛓️‍💥 🫩 🫆 🪾 🫜 🪉 🪏 🫟 🇨🇶 🫪 🫯 🫈 🧑‍🩰',
  '🫍 🛘 🪊 🪎',
].join(' ').split(' '));

/** As Unicode recommends to send it (RGI_Emoji of UTS #51); empty: this browser does not know it. */
function sent(text: string): string {
  return [text, text.replaceAll('\uFE0F', '')].find((each) => /^\p{RGI_Emoji}$/v.test(each)) ?? '';
}

const loaded = new Map<Language, Promise<readonly EmojiGroup[]>>();

async function load(language: Language): Promise<readonly EmojiGroup[]> {
  const { default: all } = await sources[language]();
  return groupKeys.flatMap((key, place) => {
    if (key === component) return [];
    const emoji = all
      .filter(({ group, unicode }) => group === place && !newer.has(unicode))
      .map(({ unicode, label, tags }) => ({ text: sent(unicode), label, words: [label, ...(tags ?? [])].join(' ').toLowerCase() }))
      .filter(({ text }) => text);
    return [{ key, emoji }];
  });
}

/** All emoji with their names in a language, by group (Unicode CLDR). Fetched once; a failure may be tried again. */
export function emojiGroups(language: Language): Promise<readonly EmojiGroup[]> {
  let groups = loaded.get(language);
  if (!groups) {
    groups = load(language);
    loaded.set(language, groups);
    groups.catch(() => loaded.delete(language));
  }
  return groups;
}

/** Those whose words begin with all words of the query; at most `most`. Names that begin so come first. */
export function findEmoji(groups: readonly EmojiGroup[], query: string, most: number): Emoji[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ words }: Emoji) => wanted.every((word) => words.startsWith(word) || words.includes(` ${word}`));
  const found = groups.flatMap(({ emoji }) => emoji.filter(fits));
  const rank = ({ words }: Emoji) => (words.startsWith(wanted[0] ?? '') ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, most);
}
