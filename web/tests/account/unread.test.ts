import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useUnread } from '@/account/unread';

describe('account/unread', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-20T16:00:00.000Z') });
    setActivePinia(createPinia());
  });
  afterEach(() => void vi.useRealTimers());

  const [fair, dialog] = [{ kind: 'chat', id: '43' }, { kind: 'chat', id: '42' }] as const;

  it('says nothing of a muted room in the page’s title, until that is over', () => {
    const unread = useUnread();
    unread.mute(fair, Date.parse('2026-11-20T17:00:00.000Z'));
    unread.set(fair, 3, 1);
    unread.set(dialog, 2);
    expect([unread.total, unread.count(fair), unread.mentionCount(fair)]).toEqual([2, 3, 1]);
    vi.setSystemTime('2026-11-20T17:00:01.000Z');
    unread.set(fair, 4);
    expect(unread.total).toBe(6);
  });

  it('knows what is new in the room on the screen, and does not count it', () => {
    const unread = useUnread();
    unread.set(fair, 3, 1);
    unread.enter(fair);
    unread.attentive = true;
    expect([unread.total, unread.count(fair), unread.mentionCount(fair), unread.held(fair)]).toEqual([0, 0, 0, 3]);
  });
});
