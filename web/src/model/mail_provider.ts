import type { MailSecurity } from './mail';

/** A mail service whose settings are known. */
export interface MailProvider {
  id: string;
  name: string;
  host: string;
  port: number;
  security: MailSecurity;
  /** Domains of its addresses. */
  domains: string[];
}

export const mailProviders: readonly MailProvider[] = [
  {
    id: 'gmail',
    name: 'Gmail',
    host: 'imap.gmail.com',
    port: 993,
    security: 'tls',
    domains: ['gmail.com', 'googlemail.com'],
  },
  {
    id: 'yandex',
    name: 'Yandex',
    host: 'imap.yandex.ru',
    port: 993,
    security: 'tls',
    domains: ['yandex.ru', 'yandex.com', 'ya.ru', 'yandex.by', 'yandex.kz'],
  },
  {
    id: 'mailru',
    name: 'Mail.ru',
    host: 'imap.mail.ru',
    port: 993,
    security: 'tls',
    domains: ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru', 'internet.ru'],
  },
];

/** The provider an address belongs to by its domain. */
export function providerOf(address: string): MailProvider | undefined {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return mailProviders.find((provider) => provider.domains.includes(domain));
}
