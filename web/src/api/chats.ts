import type { Chat, Message } from '@/model/chat';
import type { RealtimeClient } from '@/realtime';

interface ChatPage {
  chats: Chat[];
  /** `before` of the next page. */
  cursor: string;
  more: boolean;
}

/** All chats, however many pages that takes. */
export async function listChats(client: RealtimeClient): Promise<Chat[]> {
  let page = (await client.request('chats', 'list')) as ChatPage;
  const all = page.chats;
  while (page.more) {
    page = (await client.request('chats', 'list', { before: page.cursor })) as ChatPage;
    all.push(...page.chats);
  }
  return all;
}

/** Finds or makes the dialog with a person. */
export async function openDialog(client: RealtimeClient, op: string, user: string): Promise<Chat> {
  return ((await client.write('chats', 'dialog', op, { user })) as { chat: Chat }).chat;
}

export interface HistoryPage {
  /** Newest first. */
  messages: Message[];
  more: boolean;
}

/** Messages with a `seq` below `before`; 0 asks for the newest. */
export async function history(client: RealtimeClient, chat: string, before: number, limit = 50): Promise<HistoryPage> {
  return (await client.request('chats', 'history', { chat, before, limit })) as HistoryPage;
}

export interface Sent {
  id: string;
  seq: number;
  at: string;
}

/**
 * Sends in a lane of the chat, so that messages arrive in the order of writing. Waits for the line and for a busy server as
 * long as it takes: what is written stays written.
 */
export async function sendMessage(client: RealtimeClient, op: string, chat: string, text: string): Promise<Sent> {
  return (await client.write('chats', 'send', op, { chat, text }, { lane: `chat:${chat}`, totalMs: Infinity })) as Sent;
}

/** Says that the person has read up to `seq`. Waits for the line and for a busy server as long as it takes. */
export async function markRead(client: RealtimeClient, chat: string, seq: number): Promise<void> {
  await client.request('chats', 'read', { chat, seq }, { totalMs: Infinity });
}

/** Says that the person is writing; of no use later. */
export async function tellTyping(client: RealtimeClient, chat: string): Promise<void> {
  await client.request('chats', 'typing', { chat }, { totalMs: 2_000 });
}
