import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePeople } from '@/chat/people';
import { boris, carol, group, settled, signedIn } from '../signed_in';

describe('chat/people', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  async function inGroup() {
    const page = await signedIn([], [group()]);
    return { ...page, people: usePeople() };
  }

  it('asks for the people of a chat once, and then for those who were not on the page', async () => {
    const { people, socket } = await inGroup();
    const answer = people.ask('43', [boris.id, carol.id]);
    void people.ask('43', [boris.id]);
    expect(socket.requests('members').map(({ payload }) => payload.limit)).toEqual([200]);
    socket.answers({ members: [boris], cursor: boris.id, more: false });
    await settled();
    expect(socket.last().payload).toMatchObject({ action: 'members', after: '101', limit: 1 });
    socket.answers({ members: [carol], cursor: carol.id, more: false });
    await answer;
    expect([people.nameOf(boris.id), people.nameOf(carol.id)]).toEqual(['Boris', 'Carol']);
    await people.ask('43', [carol.id]);
    expect(socket.requests('members')).toHaveLength(2);
  });

  it('asks once for somebody who has left', async () => {
    const { people, socket } = await inGroup();
    const answer = people.ask('43', [carol.id]);
    socket.answers({ members: [boris], cursor: boris.id, more: false });
    await settled();
    socket.answers({ members: [], cursor: '', more: false });
    await answer;
    await people.ask('43', [carol.id]);
    expect(socket.requests('members')).toHaveLength(2);
    expect(people.nameOf(carol.id)).toBe('');
  });

  it('knows whom events and dialogs name', async () => {
    const { people, socket } = await inGroup();
    const line = { line: 'added', people: [carol] };
    socket.event('chat:43', 2, 'members.added', { id: 'm2', by: '100', members: [carol], line });
    expect(people.nameOf(carol.id)).toBe('Carol');
    expect(people.nameOf('100')).toBe('Alice');
  });
});
