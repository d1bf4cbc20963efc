import type { CompactEmoji, MessagesDataset } from 'emojibase';
import type { Language } from '@/i18n/language';

export interface Emoji {
  readonly text: string;
  readonly label: string;
  /** What it is found by, in lower case: its label first. */
  readonly words: string;
}

export interface EmojiGroup {
  readonly key: string;
  readonly label: string;
  readonly emoji: readonly Emoji[];
}

/** Parts of emoji, such as tones of skin, are none. */
const component = 2;

const sources: Record<Language, () => Promise<[{ default: CompactEmoji[] }, { default: MessagesDataset }]>> = {
  en: () => Promise.all([import('emojibase-data/en/compact.json'), import('emojibase-data/en/messages.json')]),
  ru: () => Promise.all([import('emojibase-data/ru/compact.json'), import('emojibase-data/ru/messages.json')]),
};

/** As Unicode recommends to send it (RGI_Emoji of UTS #51); empty: this browser does not know it. */
function sent(text: string): string {
  return [text, text.replaceAll('\uFE0F', '')].find((each) => /^\p{RGI_Emoji}$/v.test(each)) ?? '';
}

const loaded = new Map<Language, Promise<readonly EmojiGroup[]>>();

async function load(language: Language): Promise<readonly EmojiGroup[]> {
  const [{ default: all }, { default: messages }] = await sources[language]();
  return messages.groups
    .filter(({ order }) => order !== component)
    .map(({ key, message, order }) => ({
      key,
      label: message,
      emoji: all
        .filter(({ group }) => group === order)
        .map(({ unicode, label, tags }) => ({ text: sent(unicode), label, words: [label, ...(tags ?? [])].join(' ').toLowerCase() }))
        .filter(({ text }) => text),
    }));
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
