import { defineStore } from 'pinia';
import { reactive, ref } from 'vue';
import { useConnection } from '@/account/connection';
import { useUnread } from '@/account/unread';
import * as api from '@/api/chats';
import { mutedUntil, type Chat, type Counters, type Quote } from '@/model/chat';
import { calls, messageOf, type ChatEvent, type ChatEventData } from '@/model/chat_event';
import { onceMore } from '@/model/once_more';
import { chatOf, rootOf, threadOf, type Place } from '@/model/place';
import type { RoomRef } from '@/model/room';
import { countUnread } from '@/model/unread_count';
import { newOp, type Gap, type Refusal, type RoomEvent } from '@/realtime';
import { useMarks } from './marks';
import { tallyReactions } from './message/reaction_tally';
import { useThreads } from './message/threads';
import { useOutbox } from './outbox';
import { usePeople } from './people';
import { begin, cut, drop, forget, hear, insert, isLater, newThread, type Thread, type ThreadMessage } from './thread';
import { useTyping } from './typing';

/** How many messages of a thread are kept that nobody looks at, and how many of one that is read at its end. */
const pageKept = 50;
const endKept = 200;
/** How many pages are loaded for one message that somebody wants to see. */
const mostPages = 10;
const ofPeople: ReadonlySet<string> = new Set(['members.added', 'member.removed', 'role.changed']);
/** So long after a page an event may tell what the page has. Milliseconds. */
const pageMs = 5_000;
/** How much is remembered of what arrives in a chat whose messages are not loaded. */
const arrivedKept = 200;

/** The chats of the person signed in, and the messages of those that were opened. */
export const useChat = defineStore('chat', () => {
  const connection = useConnection();
  const unread = useUnread();
  const marks = useMarks();
  const typing = useTyping();
  const sides = useThreads();
  const chats = ref(new Map<string, Chat>());
  /** Of chats themselves and of what stands in their threads, by place. */
  const threads = ref(new Map<Place, Thread>());
  const outbox = useOutbox();
  const people = usePeople();
  /** Chats that the person is no longer in, since this page was opened. */
  const left = ref(new Set<string>());
  /** How often the people of a chat, or what they may do, have changed while this page is open. */
  const turns = ref(new Map<string, number>());
  /** What has arrived in chats whose messages are not loaded, the newest last. It counts as unread. */
  const arrived = new Map<string, ThreadMessage[]>();
  marks.whenCounted(recount);
  /** Chats whose log does not continue what is known of them: their last message may not exist. */
  const stale = new Set<string>();
  let listing = false;
  /** What is on the screen. */
  const looking = new Set<Place>();

  function thread(place: Place): Thread {
    let opened = threads.value.get(place);
    if (!opened) threads.value.set(place, (opened = newThread()));
    return opened;
  }

  /** What is opened of a chat: itself, and its threads. */
  function openedOf(chat: string): [Place, Thread][] {
    return [...threads.value].filter(([place]) => chatOf(place) === chat);
  }

  /** Adds or updates a chat, and reads its room on from where the server has counted. */
  function follow(added: Chat): void {
    const { id, seq } = added;
    const known = chats.value.get(id);
    left.value.delete(id);
    if (added.peer) people.meet([added.peer]);
    if (known) {
      const replaced = stale.delete(id);
      const { last_message, active_at } = !replaced && isLater(known.last_message, seq) ? known : added;
      Object.assign(known, added, { last_message, active_at, seq: replaced ? seq : Math.max(seq, known.seq) });
    } else {
      chats.value.set(id, reactive({ ...added }));
    }
    marks.count(id, { seq: added.read_seq, unread: added.unread, mentions: added.mentions, head: seq });
    marks.begin(id, { [connection.userId()]: added.read_seq });
    unread.mute({ kind: 'chat', id }, mutedUntil(added.settings));
    // The list shows who wrote last.
    if (added.kind === 'group' && added.last_message) people.meetAuthors(id, [added.last_message]);
    recount(id);
    connection.client().subscribe(
      `chat:${id}`,
      {
        onEvent: (event) => onEvent(id, event),
        onEphemeral: (event) => onEphemeral(id, event),
        onReset: (gap) => reset(id, gap),
        onRefused: (refusal) => refused(id, refusal),
      },
      seq,
    );
  }

  /** Reads one chat anew: what the person may do, what is last, and what is unread. */
  const renew = onceMore(async (id) => {
    const client = connection.client();
    const now = chats.value.has(id) ? await api.chatNow(client, id) : undefined;
    if (now && connection.connects(client) && chats.value.has(id)) follow(now);
  });

  /** Finds or makes the dialog with a person. Throws `Refusal`. */
  async function openDialog(person: string): Promise<RoomRef> {
    for (const { id, peer } of chats.value.values()) if (peer?.id === person) return { kind: 'chat', id };
    const dialog = await api.openDialog(connection.client(), newOp(), person);
    follow(dialog);
    return { kind: 'chat', id: dialog.id };
  }

  /** Loads the newest page, once. Messages that arrive in the meantime are merged into it by `seq`. */
  async function open(place: Place): Promise<void> {
    const chat = chatOf(place);
    const opened = thread(place);
    if (opened.phase === 'loading' || opened.phase === 'ready') return;
    opened.phase = 'loading';
    const { reading } = opened;
    try {
      const page = await api.history(connection.client(), place, 0);
      if (opened.reading !== reading) return;
      begin(opened, page);
      opened.phase = 'ready';
      opened.pagedAt = performance.now();
      people.meetAuthors(chat, page.messages);
      if (rootOf(place)) return;
      for (const { author, seq } of page.messages) marks.write(chat, author, seq);
      sides.learn(chat, page.messages);
      void readPins(chat);
      recount(chat);
    } catch {
      if (opened.reading === reading) opened.phase = 'failed';
    }
  }

  async function loadOlder(place: Place, count = pageKept): Promise<void> {
    const opened = thread(place);
    const first = opened.messages[0];
    if (opened.phase !== 'ready' || !opened.more || opened.loadingOlder || !first) return;
    opened.loadingOlder = true;
    const { reading } = opened;
    try {
      const page = await api.history(connection.client(), place, first.seq, count);
      if (opened.reading !== reading) return;
      insert(opened, page.messages);
      opened.more = page.more;
      opened.pagedAt = performance.now();
      people.meetAuthors(chatOf(place), page.messages);
      if (!rootOf(place)) sides.learn(place, page.messages);
    } catch {
      // The list calls again when it is scrolled again.
    } finally {
      opened.loadingOlder = false;
    }
  }

  /** What is pinned; read again when that changes. */
  async function readPins(chat: string): Promise<void> {
    const opened = thread(chat);
    try {
      const pins = await api.pinned(connection.client(), chat);
      opened.pins = pins;
      void people.ask(chat, pins.map(({ message }) => message.author));
    } catch {
      // The next opening asks again.
    }
  }

  /** Loads older pages until the message is there, ten at most. @returns whether it is */
  async function reach(place: Place, seq: number): Promise<boolean> {
    const opened = thread(place);
    for (let page = 0; page < mostPages; page += 1) {
      if (opened.messages.some((each) => each.seq === seq)) return true;
      if (opened.phase !== 'ready' || !opened.more || (opened.messages[0]?.seq ?? 0) < seq) return false;
      await loadOlder(place);
    }
    return opened.messages.some((each) => each.seq === seq);
  }

  /** The chat or the thread comes on the screen. */
  function look(place: Place): void {
    looking.add(place);
  }

  /** It leaves the screen, and keeps its newest page. */
  function lookAway(place: Place): void {
    looking.delete(place);
    cut(thread(place), pageKept);
  }

  /** Its end is on the screen, so that nobody sees its beginning. */
  function atEnd(place: Place): void {
    const opened = thread(place);
    if (opened.messages.length > endKept + pageKept && !opened.loadingOlder) cut(opened, endKept);
  }

  /** The person has seen the message `seq` and all before it. */
  function see(chat: string, seq: number): void {
    if (seq <= marks.ownMark(chat)) return;
    marks.see(chat, seq);
    recount(chat);
  }

  /** @param replyTo what it answers @param inRoom whether the room shows what stands in a thread */
  function send(place: Place, text: string, replyTo?: Quote, inRoom = false): Promise<void> {
    return outbox.send(place, thread(place), text, replyTo, inRoom);
  }

  /** Sends a failed message again, with the `op` it has. */
  function retry(place: Place, op: string): Promise<void> {
    return outbox.retry(place, thread(place), op);
  }

  function discard(place: Place, op: string): void {
    outbox.discard(place, thread(place), op);
  }

  /** What was written earlier on this device comes back, and what was not stored is sent. */
  function restore(): Promise<void> {
    return outbox.restore(thread);
  }

  function onEvent(id: string, { event, seq, at, data }: RoomEvent): void {
    const known = chats.value.get(id);
    if (!known || seq === undefined) return;
    const happened: ChatEvent = { event, seq, at, data: (data ?? {}) as ChatEventData };
    known.seq = Math.max(known.seq, seq);
    const message = messageOf(happened, connection.userId());
    if (message) onMessage(known, message);
    onChange(known, happened);
    recount(id);
  }

  /** A message or a line of the room, which may be one sent from here whose reply was lost. */
  function onMessage(chat: Chat, message: ThreadMessage): void {
    const { id } = chat;
    const { op, author, seq, at, line, thread: root = 0, in_room } = message;
    const inRoom = !root || in_room;
    people.meetAuthors(id, [message]);
    if (!line) typing.stop(id, author);
    if (!line && inRoom) marks.write(id, author, seq);
    for (const [place, opened] of openedOf(id)) {
      if (op !== undefined && author === connection.userId()) {
        drop(opened, op);
        outbox.forget(op);
      }
      if (opened.phase === 'new' || !(rootOf(place) ? rootOf(place) === root : inRoom)) continue;
      insert(opened, [message]);
      if (!looking.has(place)) cut(opened, 2 * pageKept);
    }
    if (root) sides.hear(id, message);
    if (!inRoom) return;
    if (stale.delete(id) || !isLater(chat.last_message, seq)) Object.assign(chat, { last_message: message, active_at: at });
    arrived.set(id, [...(arrived.get(id) ?? []), { ...message }].slice(-arrivedKept));
  }

  /** What has become of messages, of people, and of the room. */
  function onChange(chat: Chat, happened: ChatEvent): void {
    const { id, last_message } = chat;
    const { event, data } = happened;
    const self = connection.userId();
    const opened = threads.value.get(id);
    if (data.members) people.meet(data.members);
    if (!data.deleted) for (const [, each] of openedOf(id)) hear(each, happened, self);
    if (event === 'message.deleted' && data.thread) void sides.renew(threadOf(id, data.thread));
    if (event === 'message.edited' || event === 'message.deleted') {
      const seq = data.message ?? 0;
      const last = last_message?.seq === seq;
      if (last && data.text !== undefined) last_message.text = data.text;
      const deleted = event === 'message.deleted';
      const heard = arrived.get(id)?.find((each) => each.seq === seq);
      if (heard && deleted) heard.deleted_at = happened.at;
      else if (heard) heard.calls_me = calls({ ...data, author: heard.author }, self);
      if ((last && deleted) || (!heard && seq > marks.ownMark(id))) void renew(id);
    }
    // A page that came just now may have had the reaction, whose event then counted it twice.
    for (const [, each] of event === 'reaction.changed' ? openedOf(id) : []) {
      if (performance.now() - each.pagedAt < pageMs) void tallyReactions(connection.client(), id, data.message ?? 0, self, each);
    }
    if (event === 'pin.changed' && opened?.phase === 'ready') void readPins(id);
    if (event === 'chat.changed') {
      if (data.title !== undefined) chat.title = data.title;
      if (data.about !== undefined) chat.about = data.about;
    }
    if (event === 'member.removed' && data.user === self) return lose(id);
    if (ofPeople.has(event)) turns.value.set(id, (turns.value.get(id) ?? 0) + 1);
    if (ofPeople.has(event) || event === 'chat.changed') void renew(id);
  }

  function onEphemeral(chat: string, event: RoomEvent): void {
    if (event.event === 'chat.state') marks.begin(chat, (event.data as { read?: Record<string, number> }).read ?? {});
    if (event.event === 'chat.read') {
      const { user, seq } = event.data as { user: string; seq: number };
      marks.raise(chat, user, seq);
    }
    if (event.event === 'chat.typing') {
      const { user } = event.data as { user: string };
      typing.hear(chat, user);
      if (user !== connection.userId()) void people.ask(chat, [user]);
    } else {
      recount(chat);
    }
  }

  /** What the person's own room tells of chats. */
  function onOwnEvent({ event, data }: Pick<RoomEvent, 'event' | 'data'>): void {
    const { chat, settings, ...counters } = (data ?? {}) as { chat: string; settings?: Chat['settings']; thread?: number } & Counters;
    const known = typeof chat === 'string' ? chats.value.get(chat) : undefined;
    if (event === 'chat.removed') lose(chat);
    if (event === 'chat.counters' && known) marks.count(chat, counters);
    if (event === 'thread.counters' && known) sides.count(threadOf(chat, counters.thread ?? 0), data as api.ThreadCounters);
    if (event === 'chat.settings' && known && settings) set(chat, settings);
  }

  /** What the chat is for the person alone, from now on. */
  function set(id: string, settings: Chat['settings']): void {
    const known = chats.value.get(id);
    if (!known) return;
    known.settings = settings;
    unread.mute({ kind: 'chat', id }, mutedUntil(settings));
  }

  /** What the server has counted goes on with what is loaded, or else with what has arrived since. */
  function recount(id: string): void {
    if (!chats.value.has(id)) return;
    const base = marks.countersOf(id);
    const opened = threads.value.get(id);
    const known =
      opened?.phase === 'ready'
        ? { from: opened.more ? (opened.messages[0]?.seq ?? Infinity) : 0, messages: opened.messages }
        : { from: base.head + 1, messages: arrived.get(id) ?? [] };
    const { unread: count, mentions } = countUnread(base, known, marks.newAfter(id), connection.userId());
    unread.set({ kind: 'chat', id }, count, mentions);
  }

  /** The log no longer continues what is known here: loads the chat again. With a gap it is the same log, else another. */
  function reset(chat: string, gap: Gap | undefined): void {
    stale.add(chat);
    arrived.delete(chat);
    if (!gap) marks.forget(chat);
    sides.forget(chat);
    void list();
    for (const [place, known] of openedOf(chat)) {
      if (known.phase === 'new') continue;
      forget(known);
      void open(place);
      if (rootOf(place)) void sides.renew(place);
    }
  }

  /** Reads the list again, once for all chats whose log is another one. */
  async function list(): Promise<void> {
    if (listing) return;
    listing = true;
    try {
      const client = connection.client();
      const all = await api.listChats(client);
      if (connection.connects(client)) all.forEach(follow);
    } catch {
      // The next message of each chat says what its last one is.
    } finally {
      listing = false;
    }
  }

  /** A chat that cannot be followed stays in the list, unless it is gone. */
  function refused(chat: string, refusal: Refusal): void {
    if (refusal.code === 'not_found') lose(chat);
  }

  /** The person is no longer in the chat: nothing of it stays here. */
  function lose(chat: string): void {
    if (!chats.value.delete(chat)) return;
    left.value.add(chat);
    connection.client().unsubscribe(`chat:${chat}`);
    for (const [place] of openedOf(chat)) threads.value.delete(place);
    arrived.delete(chat);
    marks.forget(chat);
    sides.forget(chat);
    unread.set({ kind: 'chat', id: chat }, 0);
  }

  function clear(): void {
    chats.value.clear();
    threads.value.clear();
    for (const all of [left.value, turns.value, arrived, stale]) all.clear();
    looking.clear();
    for (const store of [people, marks, sides]) store.clear();
    typing.clear();
    outbox.clear();
  }

  return {
    ...{ chats, left, turns, follow, openDialog, renew, onOwnEvent, set, thread, open, loadOlder, readPins, reach },
    ...{ look, lookAway, atEnd, see, send, retry, discard, restore, clear },
  };
});
