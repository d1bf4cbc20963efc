import { expect, it } from 'vitest';
import { noteEmoji, recentEmoji } from '@/emoji/recent';

it('emoji/recent: the newest stands first, once, and the oldest of too many goes', () => {
  for (let n = 0; n < 30; ++n) noteEmoji(String.fromCodePoint(0x1f600 + n));
  noteEmoji('🎉');
  noteEmoji('😝');
  noteEmoji('🎉');
  expect(recentEmoji.value.slice(0, 2)).toEqual(['🎉', '😝']);
  expect(recentEmoji.value.length).toBe(24);
  expect(localStorage.getItem('vestnik.emoji')?.split(' ')).toEqual([...recentEmoji.value]);
});
