import type { Mail, MailAccount, MailSecurity, MailSummary } from '@/model/mail';
import type { RealtimeClient } from '@/realtime';

export interface MailSettings {
  address: string;
  host: string;
  port: number;
  security: MailSecurity;
  user: string;
  password: string;
}

/** A mail server may need long to greet and to check a password. Milliseconds. */
const signInMs = 100_000;

/** Signs in at the mail server and stores the account. A refusal has the mail server's message. */
export async function addAccount(client: RealtimeClient, op: string, settings: MailSettings): Promise<MailAccount> {
  const answer = await client.write('mail', 'add', op, { ...settings }, { replyMs: signInMs, totalMs: signInMs });
  return (answer as { account: MailAccount }).account;
}

interface AccountPage {
  accounts: MailAccount[];
  /** `after` of the next page. */
  cursor: string;
  more: boolean;
}

/** All accounts, however many pages that takes. */
export async function listAccounts(client: RealtimeClient): Promise<MailAccount[]> {
  let page = (await client.request('mail', 'accounts')) as AccountPage;
  const all = page.accounts;
  while (page.more) {
    page = (await client.request('mail', 'accounts', { after: page.cursor })) as AccountPage;
    all.push(...page.accounts);
  }
  return all;
}

export interface MailPage {
  /** By date received, newest first. */
  messages: MailSummary[];
  /** `before` of the next page. */
  cursor: string;
  more: boolean;
}

export async function listMail(client: RealtimeClient, account: string, before: string, limit = 50): Promise<MailPage> {
  return (await client.request('mail', 'messages', { account, before, limit })) as MailPage;
}

export async function readMail(client: RealtimeClient, account: string, id: string): Promise<Mail> {
  return ((await client.request('mail', 'message', { account, id })) as { message: Mail }).message;
}
