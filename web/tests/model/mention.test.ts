import { expect, test } from 'vitest';
import { mentionable, mentionAt } from '@/model/mention';

test('a mention begins behind what is no letter, digit or @, and ends at the cursor', () => {
  expect(mentionAt('@', 1)).toEqual({ from: 0, word: '' });
  expect(mentionAt('hi @bo', 6)).toEqual({ from: 3, word: 'bo' });
  expect(mentionAt('hi @bo and more', 6)).toEqual({ from: 3, word: 'bo' });
  expect(mentionAt('(@бо', 4)).toEqual({ from: 1, word: 'бо' });
  for (const text of ['', 'hi', 'a@b', '1@b', '@@b', '@bo ', '@a!b', `@${'x'.repeat(41)}`]) expect(mentionAt(text, text.length)).toBeUndefined();
});

test('people are offered by the beginning of their login or of a word of their name', () => {
  const person = (login: string, name: string) => ({ id: login, login, name });
  const people = [person('alice', 'Alice Brown'), person('boris', 'Борис Белов'), person('bob', 'Robert')];
  const logins = (word: string, most = 8) => mentionable(people, word, most).map(({ login }) => login);
  expect(logins('')).toEqual(['alice', 'boris', 'bob']);
  expect(logins('B')).toEqual(['alice', 'boris', 'bob']);
  expect(logins('бел')).toEqual(['boris']);
  expect(logins('b', 2)).toEqual(['alice', 'boris']);
  expect(logins('x')).toEqual([]);
});
