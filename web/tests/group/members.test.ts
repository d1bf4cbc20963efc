import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useMembers } from '@/group/members';
import { alice, boris, carol, group, settled, signedIn } from '../signed_in';

describe('group/members', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const member = (person: object, role: string) => ({ ...person, role, joined_at: '', read_seq: 0, read_at: null });

  it('shows those first who decide, and loads the next page behind the last', async () => {
    const { socket } = await signedIn([], [group()]);
    const members = useMembers();
    void members.load('43');
    socket.answers({ members: [member(alice, 'member'), member(boris, 'owner')], cursor: boris.id, more: true });
    await settled();
    const list = members.listOf('43');
    expect(list.members.map(({ login }) => login)).toEqual(['boris', 'alice']);
    void members.loadMore('43');
    expect(socket.last().payload).toMatchObject({ action: 'members', after: boris.id });
    socket.answers({ members: [member(carol, 'admin')], cursor: carol.id, more: false });
    await settled();
    expect(list.members.map(({ login }) => login)).toEqual(['boris', 'carol', 'alice']);
    void members.loadMore('43');
    expect(socket.requests('members')).toHaveLength(2);
  });

  it('keeps what it shows when it cannot be read anew', async () => {
    const { socket } = await signedIn([], [group()]);
    const members = useMembers();
    void members.load('43');
    socket.refuses(500, { code: 'internal', field: '', message: '' });
    await settled();
    expect(members.listOf('43').phase).toBe('failed');
    void members.load('43');
    socket.answers({ members: [member(alice, 'owner')], cursor: '', more: false });
    await settled();
    void members.load('43');
    socket.refuses(500, { code: 'internal', field: '', message: '' });
    await settled();
    expect(members.listOf('43')).toMatchObject({ phase: 'ready', members: [{ login: 'alice' }] });
  });
});
