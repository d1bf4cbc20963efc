import { createPinia, setActivePinia } from 'pinia';
import { nextTick } from 'vue';
import { vi } from 'vitest';
import { useSession } from '@/account/session';
import type { Chat } from '@/model/chat';
import type { MailAccount } from '@/model/mail';
import { useRooms } from '@/shell/rooms';
import { socketMaker, type FakeSocket } from './realtime/fake_socket';

export const alice = { id: '100', login: 'alice', name: 'Alice' };
export const boris = { id: '101', login: 'boris', name: 'Boris' };
export const log = '51b6a2f0c3d94e77';

export const account: MailAccount = {
  id: '7',
  address: 'alice@example.org',
  host: 'imap.example.org',
  port: 993,
  security: 'tls',
  user: 'alice',
};

const at = '2026-11-20T16:20:00.000Z';
const settings = { muted_until: null, pinned: 0, archived: false };

/** A dialog with Boris, whose newest message is `seq`. What is not said has been read. */
export function dialog(seq: number, more: Partial<Chat> = {}): Chat {
  const last_message = seq ? { id: `m${seq}`, seq, author: boris.id, text: 'See you at six', at } : null;
  const place = { seq: seq || 1, read_seq: seq || 1, unread: 0, mentions: 0 };
  return { id: '42', kind: 'dialog', peer: boris, last_message, active_at: at, members: 2, role: 'member', may: ['write', 'pin'], ...place, settings, ...more };
}

export const carol = { id: '102', login: 'carol', name: 'Carol' };

/** A group of Alice, who is its owner, with Boris and Carol. */
export function group(more: Partial<Chat> = {}): Chat {
  const { peer: _, ...rest } = dialog(0);
  const about = { title: 'Spring fair', about: '', writers: 'guest', inviters: 'member' } as const;
  const may = ['write', 'add', 'remove', 'change', 'pin', 'delete', 'role', 'leave'] as const;
  return { ...rest, id: '43', kind: 'group', members: 3, role: 'owner', may, ...about, ...more };
}

/** Waits until promises have settled; no time passes. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await nextTick();
}

/** Answers every request to subscribe, with the newest `seq` of each room. */
export function answerSubscriptions(socket: FakeSocket, newest: Record<string, number> = {}): void {
  for (const request of socket.requests('subscribe')) {
    const rooms: Record<string, unknown> = {};
    for (const [room, place] of Object.entries(request.payload.rooms as Record<string, number | 'now' | { seq: number }>)) {
      const seq = place === 'now' ? (newest[room] ?? 0) : typeof place === 'number' ? place : place.seq;
      rooms[room] = { seq, log, from: seq, ...(place === 'now' ? { reset: true } : {}) };
    }
    socket.answers({ rooms }, request);
  }
}

/** Alice is signed in and asks for her rooms. */
export async function opened() {
  setActivePinia(createPinia());
  const sockets = socketMaker();
  const urls: string[] = [];
  vi.stubGlobal('WebSocket', function (this: unknown, url: string) {
    urls.push(url);
    return sockets.make();
  });
  const session = useSession();
  session.user = alice;
  session.status = 'in';
  const rooms = useRooms();
  rooms.start();
  const socket = sockets.newest();
  socket.opens();
  answerSubscriptions(socket);
  await settled();
  return { rooms, session, sockets: { ...sockets, urls }, socket };
}

/** Alice is signed in and her rooms are loaded: a dialog with Boris up to seq 5, and a mailbox. */
export async function signedIn(accounts: MailAccount[] = [account], chats: Chat[] = [dialog(5)]) {
  const page = await opened();
  const { socket } = page;
  socket.answers({ chats }, socket.requests('list')[0]);
  socket.answers({ accounts }, socket.requests('accounts')[0]);
  await settled();
  answerSubscriptions(socket);
  await settled();
  return page;
}
