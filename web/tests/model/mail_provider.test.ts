// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { mailProviders, providerOf } from '@/model/mail_provider';

describe('model/mail_provider', () => {
  it.each([
    ['a@gmail.com', 'gmail'],
    ['a@YA.ru', 'yandex'],
    ['a@bk.ru', 'mailru'],
    ['a@example.org', undefined],
    ['', undefined],
  ])('of %j is %j', (address, id) => expect(providerOf(address)?.id).toBe(id));

  it.each(mailProviders)('$name has its addresses for itself, and a connection that is secured from the start', (provider) => {
    for (const domain of provider.domains) expect(providerOf(`a@${domain}`)).toBe(provider);
    expect(mailProviders.filter(({ id }) => id === provider.id)).toEqual([provider]);
    expect(provider).toMatchObject({ port: 993, security: 'tls' });
  });
});
