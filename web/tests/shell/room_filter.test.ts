import { describe, expect, it } from 'vitest';
import { passes, roomFilters } from '@/shell/room_filter';

describe('shell/room_filter', () => {
  const shown = (room: Parameters<typeof passes>[0]) => roomFilters.filter((filter) => passes(room, filter));

  it('shows a room where it belongs, and what is archived in the archive alone', () => {
    expect(shown({ kind: 'chat', archived: false, unread: 0, hidden: false })).toEqual(['all', 'people']);
    expect(shown({ kind: 'chat', archived: false, unread: 2, hidden: false })).toEqual(['all', 'new', 'people']);
    expect(shown({ kind: 'mailbox', archived: false, unread: 0, hidden: false })).toEqual(['all', 'mail']);
    expect(shown({ kind: 'chat', archived: true, unread: 2, hidden: false })).toEqual(['archive']);
    expect(shown({ kind: 'chat', archived: false, unread: 0, hidden: true })).toEqual([]);
  });
});
