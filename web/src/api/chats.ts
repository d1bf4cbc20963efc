import type { Chat, ChatSettings, Counters, Member, Message, Pin, Role } from '@/model/chat';
import type { Person } from '@/model/person';
import { chatOf, rootOf, type Place } from '@/model/place';
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

/** One chat as the list has it now; `undefined` if the person is no member. */
export async function chatNow(client: RealtimeClient, id: string): Promise<Chat | undefined> {
  const before = (BigInt(id) + 1n).toString();
  const page = (await client.request('chats', 'list', { before, limit: 1 })) as ChatPage;
  return page.chats.find((chat) => chat.id === id);
}

/** Finds or makes the dialog with a person. */
export async function openDialog(client: RealtimeClient, op: string, user: string): Promise<Chat> {
  return ((await client.write('chats', 'dialog', op, { user })) as { chat: Chat }).chat;
}

/** Finds or makes the person's own chat. */
export async function openSaved(client: RealtimeClient, op: string): Promise<Chat> {
  return ((await client.write('chats', 'saved', op, {})) as { chat: Chat }).chat;
}

/** Brings messages of the chat `from` into the chat. */
export async function forward(client: RealtimeClient, op: string, chat: string, from: string, seqs: readonly number[]): Promise<void> {
  await client.write('chats', 'forward', op, { chat, from, seqs });
}

/** Makes a group of the caller and others. */
export async function createGroup(client: RealtimeClient, op: string, title: string, members: string[]): Promise<Chat> {
  return ((await client.write('chats', 'create', op, { title, members })) as { chat: Chat }).chat;
}

export interface HistoryPage {
  /** Newest first. */
  messages: Message[];
  more: boolean;
}

const at = (place: Place) => ({ chat: chatOf(place), ...(rootOf(place) ? { thread: rootOf(place) } : {}) });

/** Messages of a chat itself or of a thread with a `seq` below `before`; 0 asks for the newest. */
export async function history(client: RealtimeClient, place: Place, before: number, limit = 50): Promise<HistoryPage> {
  return (await client.request('chats', 'history', { ...at(place), before, limit })) as HistoryPage;
}

/** One message of the chat itself; `undefined` if there is none of this `seq`. */
export async function messageNow(client: RealtimeClient, chat: string, seq: number): Promise<Message | undefined> {
  const { messages } = await history(client, chat, seq + 1, 1);
  return messages.find((message) => message.seq === seq);
}

export interface Sent {
  id: string;
  seq: number;
  at: string;
}

/** What is written stays written: it waits for the line and for a busy server as long as it takes, and keeps its order. */
const lasting = (chat: string) => ({ lane: `chat:${chat}`, totalMs: Infinity });

export interface SendOptions {
  /** The message that it answers, or 0. */
  replyTo?: number;
  /** Whether the room shows what stands in a thread. */
  inRoom?: boolean;
}

/** Sends in a lane of the chat, so that messages arrive in the order of writing. */
export async function sendMessage(client: RealtimeClient, op: string, place: Place, text: string, options: SendOptions = {}): Promise<Sent> {
  const { replyTo = 0, inRoom = false } = options;
  const args = { ...at(place), text, ...(replyTo ? { reply_to: replyTo } : {}), ...(inRoom ? { shown_in: 'room' } : {}) };
  return (await client.write('chats', 'send', op, args, lasting(chatOf(place)))) as Sent;
}

/** What has become of a message; `seq` is the event that tells of it, 0 if it was so already. */
export interface Changed {
  seq: number;
  message: number;
  at: string;
}

export async function editMessage(client: RealtimeClient, op: string, chat: string, seq: number, text: string): Promise<Changed> {
  return (await client.write('chats', 'edit', op, { chat, seq, text }, lasting(chat))) as Changed;
}

export async function deleteMessage(client: RealtimeClient, op: string, chat: string, seq: number): Promise<Changed> {
  return (await client.write('chats', 'delete', op, { chat, seq }, lasting(chat))) as Changed;
}

export async function react(client: RealtimeClient, op: string, chat: string, seq: number, emoji: string, change: 'add' | 'remove'): Promise<Changed> {
  return (await client.write('chats', 'react', op, { chat, seq, emoji, do: change }, lasting(chat))) as Changed;
}

/** Who has reacted to a message, and how; at most 200. */
export async function reactionsTo(client: RealtimeClient, chat: string, seq: number): Promise<{ person: Person; emoji: string; at: string }[]> {
  return ((await client.request('chats', 'reactions', { chat, seq })) as { reactions: { person: Person; emoji: string; at: string }[] }).reactions;
}

export async function pinMessage(client: RealtimeClient, op: string, chat: string, seq: number, change: 'pin' | 'unpin'): Promise<Changed> {
  return (await client.write('chats', 'pin', op, { chat, seq, do: change })) as Changed;
}

/** The messages that are pinned, the last one first. */
export async function pinned(client: RealtimeClient, chat: string): Promise<Pin[]> {
  return ((await client.request('chats', 'pinned', { chat })) as { pinned: Pin[] }).pinned;
}

export interface MemberPage {
  members: Member[];
  /** `after` of the next page. */
  cursor: string;
  more: boolean;
}

/** People of the chat whose id is above `after`, in the order of their ids. */
export async function members(client: RealtimeClient, chat: string, after = '', limit = 200): Promise<MemberPage> {
  return (await client.request('chats', 'members', { chat, ...(after ? { after } : {}), limit })) as MemberPage;
}

export async function addMembers(client: RealtimeClient, op: string, chat: string, users: string[]): Promise<void> {
  await client.write('chats', 'add', op, { chat, users });
}

export async function removeMember(client: RealtimeClient, op: string, chat: string, user: string): Promise<void> {
  await client.write('chats', 'remove', op, { chat, user });
}

export async function leaveChat(client: RealtimeClient, op: string, chat: string): Promise<void> {
  await client.write('chats', 'leave', op, { chat });
}

export async function changeRole(client: RealtimeClient, op: string, chat: string, user: string, role: Role): Promise<void> {
  await client.write('chats', 'role', op, { chat, user, role });
}

export async function changeChat(client: RealtimeClient, op: string, chat: string, change: { title?: string; about?: string }): Promise<void> {
  await client.write('chats', 'change', op, { chat, ...change });
}

/** What is left out stays as it is. `muted_until` may be empty. */
export interface SettingsChange {
  muted_until?: string;
  pinned?: number;
  shown_in?: 'list' | 'archive';
}

export async function changeSettings(client: RealtimeClient, op: string, chat: string, change: SettingsChange): Promise<ChatSettings> {
  return ((await client.write('chats', 'settings', op, { chat, ...change })) as { settings: ChatSettings }).settings;
}

/** Says that the person has read up to `seq`. Waits for the line and for a busy server as long as it takes. */
export async function markRead(client: RealtimeClient, chat: string, seq: number): Promise<Counters> {
  return (await client.request('chats', 'read', { chat, seq }, { totalMs: Infinity })) as Counters;
}

/** What a thread is for the person alone; `head` is the newest event that it takes into account. */
export interface ThreadCounters {
  follows: boolean;
  seq: number;
  unread: number;
  head: number;
}

/** Says that the person has read a thread up to `seq`. Waits as `markRead` does. */
export async function markThreadRead(client: RealtimeClient, place: Place, seq: number): Promise<ThreadCounters> {
  return (await client.request('chats', 'read', { ...at(place), seq }, { totalMs: Infinity })) as ThreadCounters;
}

export async function followThread(client: RealtimeClient, place: Place, wish: 'follow' | 'unfollow'): Promise<ThreadCounters> {
  return (await client.request('chats', 'follow', { ...at(place), do: wish })) as ThreadCounters;
}

/** Says that the person is writing; of no use later. */
export async function tellTyping(client: RealtimeClient, chat: string): Promise<void> {
  await client.request('chats', 'typing', { chat }, { totalMs: 2_000 });
}
