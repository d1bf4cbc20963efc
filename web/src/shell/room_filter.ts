import type { RoomEntry } from './rooms';

export const roomFilters = ['all', 'new', 'people', 'mail', 'archive'] as const;

/** Which rooms the list shows. What is archived is shown by its own filter alone. */
export type RoomFilter = (typeof roomFilters)[number];

export function passes({ kind, archived, unread, hidden }: Pick<RoomEntry, 'kind' | 'archived' | 'unread' | 'hidden'>, filter: RoomFilter): boolean {
  if (hidden) return false;
  if (filter === 'archive' || archived) return archived && filter === 'archive';
  if (filter === 'new') return unread > 0;
  if (filter === 'people') return kind === 'chat';
  return filter === 'all' || kind === 'mailbox';
}
