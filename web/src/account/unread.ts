import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { roomName, type RoomRef } from '@/model/room';

/** Counts what is new in each room since this page was opened; the room on the screen has nothing new. */
export const useUnread = defineStore('unread', () => {
  /** The room on the screen. */
  const current = ref<RoomRef | null>(null);
  /** By room name; rooms with nothing new are absent. */
  const counts = ref(new Map<string, number>());
  const total = computed(() => [...counts.value.values()].reduce((sum, count) => sum + count, 0));

  function count(room: RoomRef): number {
    return counts.value.get(roomName(room)) ?? 0;
  }

  /** Counts one more, unless the person sees the room right now. */
  function add(room: RoomRef): void {
    const name = roomName(room);
    const onScreen = current.value !== null && roomName(current.value) === name;
    if (onScreen && document.visibilityState === 'visible') return;
    counts.value.set(name, (counts.value.get(name) ?? 0) + 1);
  }

  /** The room comes on the screen, which makes it seen; `null` when no room is there. */
  function enter(room: RoomRef | null): void {
    current.value = room;
    if (room) see(room);
  }

  /** The person has seen what was new in the room. */
  function see(room: RoomRef): void {
    counts.value.delete(roomName(room));
  }

  function clear(): void {
    current.value = null;
    counts.value.clear();
  }

  return { current, total, count, add, enter, see, clear };
});
