import { afterEach, expect, test } from 'vitest';
import { language } from '@/i18n/language';
import { explain } from '@/i18n/refusals';
import { Refusal } from '@/realtime';

afterEach(() => void (language.value = 'en'));

test('what refuses an account is said in the language of the page', () => {
  const refusals = [
    { code: 'invalid', field: 'password' },
    { code: 'forbidden', field: 'login' },
    { code: 'conflict', field: 'login' },
    { code: 'not_found', field: '' },
  ];
  language.value = 'ru';
  for (const each of refusals) expect(explain(new Refusal(400, { ...each, message: 'in English' }))).toMatch(/^[^a-z]+$/i);
  expect(explain(new Refusal(400, { code: 'invalid', field: 'title', message: 'in English' }))).toBe('in English');
});
