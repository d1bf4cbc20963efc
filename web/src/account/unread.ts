import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { roomName, type RoomRef } from '@/model/room';

/**
 * How much is new in each room. Of chats the server has counted it; of mailboxes what arrives while this page is open is
 * counted. The room that the person looks at has nothing new, and a muted one says nothing in the page's title.
 */
export const useUnread = defineStore('unread', () => {
  /** The room on the screen. */
  const current = ref<RoomRef | null>(null);
  /** Whether the page is in front: its tab is shown, and its window has the focus. */
  const attentive = ref(inFront());
  /** By room name; rooms with nothing new are absent. */
  const counts = ref(new Map<string, number>());
  /** How many of those call the person. */
  const mentions = ref(new Map<string, number>());
  /** Until when a room is muted, in the clock of `Date.now()`. */
  const mutedUntil = ref(new Map<string, number>());
  const lookedAt = computed(() => (current.value && attentive.value ? roomName(current.value) : ''));
  const total = computed(() => {
    let sum = 0;
    for (const [name, count] of counts.value) {
      if (name !== lookedAt.value && (mutedUntil.value.get(name) ?? 0) <= Date.now()) sum += count;
    }
    return sum;
  });

  function count(room: RoomRef): number {
    const name = roomName(room);
    return name === lookedAt.value ? 0 : (counts.value.get(name) ?? 0);
  }

  /** What is new in the room, also in the one on the screen. */
  function held(room: RoomRef): number {
    return counts.value.get(roomName(room)) ?? 0;
  }

  function mentionCount(room: RoomRef): number {
    const name = roomName(room);
    return name === lookedAt.value ? 0 : (mentions.value.get(name) ?? 0);
  }

  /** The room is muted until then; 0: it is not. */
  function mute(room: RoomRef, until: number): void {
    mutedUntil.value.set(roomName(room), until);
  }

  /** Counts one more, unless the person sees the room right now. */
  function add(room: RoomRef): void {
    const name = roomName(room);
    if (name !== lookedAt.value) counts.value.set(name, (counts.value.get(name) ?? 0) + 1);
  }

  /** So much is new in the room, and so much of that calls the person. */
  function set(room: RoomRef, count: number, calls = 0): void {
    const name = roomName(room);
    for (const [all, number] of [[counts, count], [mentions, calls]] as const) {
      if (number > 0) all.value.set(name, number);
      else all.value.delete(name);
    }
  }

  /** The room comes on the screen; `null` when no room is there. */
  function enter(room: RoomRef | null): void {
    current.value = room;
    see();
  }

  /** The page has come to the front or left it. What arrives in a mailbox is seen by looking at the mailbox. */
  function turn(): void {
    attentive.value = inFront();
    see();
  }

  function see(): void {
    if (attentive.value && current.value?.kind === 'mailbox') set(current.value, 0);
  }

  function clear(): void {
    current.value = null;
    for (const all of [counts.value, mentions.value, mutedUntil.value]) all.clear();
  }

  return { current, attentive, total, count, held, mentionCount, mute, add, set, enter, turn, clear };
});

function inFront(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
