export type MailSecurity = 'tls' | 'starttls' | 'plain';

export interface MailAccount {
  id: string;
  address: string;
  host: string;
  port: number;
  security: MailSecurity;
  user: string;
}

export interface MailAddress {
  name: string;
  address: string;
}

/** What is missing of a mail that was over a limit when it came; `body`: all but its header. */
export type MailCut = 'body' | 'message' | 'header' | 'nesting' | 'parts' | 'text' | 'html';

/** A mail as a list shows it. */
export interface MailSummary {
  id: string;
  folder: string;
  /** The first three at most. */
  from: MailAddress[];
  subject: string;
  snippet: string;
  received_at: string;
  seen: boolean;
  attachments: number;
  /** Octets of the whole mail. */
  size: number;
  /** Says why there is no snippet. */
  cut?: MailCut[];
}

/** `data` of `mail.received`. */
export interface MailReceived extends MailSummary {
  /** It was in the mailbox when that was read for the first time, so it is no news. */
  backfill?: true;
}

export interface MailAttachment {
  name: string;
  type: string;
  /** Octets. */
  size: number;
}

/** A mail with its text. */
export interface Mail {
  id: string;
  folder: string;
  from: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  reply_to: MailAddress[];
  subject: string;
  sent_at: string | null;
  received_at: string;
  seen: boolean;
  text: string;
  attachments: MailAttachment[];
  message_id: string;
  /** Octets of the whole mail. */
  size: number;
  /** What was not read of it. */
  cut?: MailCut[];
  /** The mail is too long to be shown whole. */
  truncated?: boolean;
}

export type MailboxStateName = 'connecting' | 'backfill' | 'live' | 'waiting' | 'refused';

/** How far a mailbox is fetched; ephemeral, only the newest counts. */
export interface MailboxState {
  state: MailboxStateName;
  folder: string;
  done: number;
  remaining: number;
  percent: number;
  /** The mail server's message. */
  error: string | null;
  retry_at: string | null;
}

/** The sender as a list shows it; empty when the mail has none. */
export function senderName(from: MailAddress[]): string {
  return from[0]?.name || from[0]?.address || '';
}
