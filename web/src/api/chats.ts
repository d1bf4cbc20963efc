import type { Chat, Message } from '@/model/chat';
import type { RealtimeClient } from '@/realtime';

export async function listChats(client: RealtimeClient): Promise<Chat[]> {
  return ((await client.request('chats', 'list')) as { chats: Chat[] }).chats;
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

/** Sends in a lane of the chat, so that messages arrive in the order of writing. */
export async function sendMessage(client: RealtimeClient, op: string, chat: string, text: string): Promise<Sent> {
  return (await client.write('chats', 'send', op, { chat, text }, { lane: `chat:${chat}` })) as Sent;
}
