import { expect, test } from 'vitest';
import { mentionable, mentionAt } from '@/model/mention';

test('a mention begins behind what joins no name, and ends at the cursor', () => {
  expect(mentionAt('@', 1)).toEqual({ from: 0, word: '' });
  expect(mentionAt('hi @bo', 6)).toEqual({ from: 3, word: 'bo' });
  expect(mentionAt('hi @bo and more', 6)).toEqual({ from: 3, word: 'bo' });
  expect(mentionAt('(@бо', 4)).toEqual({ from: 1, word: 'бо' });
  for (const text of ['', 'hi', 'a@b', '1@b', '@@b', '@bo ', '@a!b', `@${'x'.repeat(41)}`]) expect(mentionAt(text, text.length)).toBeUndefined();
});

test('names are offered where the server calls by them', () => {
  // The same rows stand in tests/messenger/mentions.cpp.
  for (const text of ['«@boris', '—@boris', '👋@boris', '(@boris', '…@boris', '№@boris']) expect([text, mentionAt(text, text.length)?.word]).toEqual([text, 'boris']);
  for (const text of ['_@boris', '.@boris', '-@boris', 'я@boris', '中@boris', '٣@boris', '7@boris', '@@boris']) expect([text, mentionAt(text, text.length)]).toEqual([text, undefined]);
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
