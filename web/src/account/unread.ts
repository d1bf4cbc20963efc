import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { roomName, type RoomRef } from '@/model/room';

/**
 * How much is new in each room. Chats tell it by how far the person has read; of mailboxes what arrives while this page is
 * open is counted. The room that the person looks at has nothing new.
 */
export const useUnread = defineStore('unread', () => {
  /** The room on the screen. */
  const current = ref<RoomRef | null>(null);
  /** Whether the page is in front: its tab is shown, and its window has the focus. */
  const attentive = ref(inFront());
  /** By room name; rooms with nothing new are absent. */
  const counts = ref(new Map<string, number>());
  const lookedAt = computed(() => (current.value && attentive.value ? roomName(current.value) : ''));
  const total = computed(() => {
    let sum = 0;
    for (const [name, count] of counts.value) if (name !== lookedAt.value) sum += count;
    return sum;
  });

  function count(room: RoomRef): number {
    const name = roomName(room);
    return name === lookedAt.value ? 0 : (counts.value.get(name) ?? 0);
  }

  /** Counts one more, unless the person sees the room right now. */
  function add(room: RoomRef): void {
    const name = roomName(room);
    if (name !== lookedAt.value) counts.value.set(name, (counts.value.get(name) ?? 0) + 1);
  }

  /** So much is new in the room. */
  function set(room: RoomRef, count: number): void {
    if (count > 0) counts.value.set(roomName(room), count);
    else counts.value.delete(roomName(room));
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
    counts.value.clear();
  }

  return { current, attentive, total, count, add, set, enter, turn, clear };
});

function inFront(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
