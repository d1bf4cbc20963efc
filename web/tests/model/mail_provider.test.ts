// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { providerOf } from '@/model/mail_provider';

describe('model/mail_provider', () => {
  it.each([
    ['a@gmail.com', 'gmail'],
    ['a@YA.ru', 'yandex'],
    ['a@bk.ru', 'mailru'],
    ['a@example.org', undefined],
    ['', undefined],
  ])('of %j is %j', (address, id) => expect(providerOf(address)?.id).toBe(id));
});
