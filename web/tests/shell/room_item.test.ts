import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePeople } from '@/chat/people';
import { makeRouter } from '@/router';
import RoomItem from '@/shell/RoomItem.vue';
import { boris, carol, group, signedIn } from '../signed_in';

describe('shell/RoomItem', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const at = '2026-11-20T16:20:00.000Z';
  const last = (more: object = {}) => ({ id: 'm5', seq: 5, author: boris.id, text: 'At six', at, ...more });

  async function row(more: object) {
    const page = await signedIn([], [group({ seq: 5, read_seq: 1, ...more })]);
    usePeople().meet([boris, carol]);
    const wrapper = mount(RoomItem, { props: { room: page.rooms.list[0]! }, global: { plugins: [makeRouter()] } });
    const shows = async (id: string) => {
      await wrapper.setProps({ room: page.rooms.list[0]! });
      const found = wrapper.find(`[data-testid=${id}]`);
      return found.exists() && found.text();
    };
    return { ...page, shows, wrapper };
  }

  it('says who wrote last in a group', async () => {
    const { shows } = await row({ last_message: last() });
    expect(await shows('room-preview')).toBe('Boris: At six');
  });

  it('shows what the room said last', async () => {
    const { shows } = await row({ last_message: last({ text: '', line: { line: 'left', people: [carol] } }) });
    expect(await shows('room-preview')).toBe('Carol left');
  });

  it('says that there are no messages only where there are none', async () => {
    expect(await (await row({ last_message: null })).shows('room-preview')).toBe('No messages yet');
    expect(await (await row({ last_message: last({ text: '+' }) })).shows('room-preview')).toBe('Boris: +');
    expect(await (await row({ last_message: last({ text: '+', author: '100' }) })).shows('room-preview')).toBe('You: +');
    expect(await (await row({ last_message: last({ text: '', deleted_at: at }) })).shows('room-preview')).toBe('Message deleted');
  });

  it('names who is writing, two at most', async () => {
    const { shows, socket } = await row({});
    socket.event('chat:43', undefined, 'chat.typing', { user: boris.id });
    expect(await shows('room-preview')).toBe('Boris is typing…');
    socket.event('chat:43', undefined, 'chat.typing', { user: carol.id });
    expect(await shows('room-preview')).toBe('Boris and Carol are typing…');
    socket.event('chat:43', undefined, 'chat.typing', { user: '103' });
    expect(await shows('room-preview')).toBe('3 people are typing…');
  });

  it('opens its menu by a long press, whose end does not open the room', async () => {
    const { wrapper } = await row({});
    const link = wrapper.get('[data-room="chat:43"]');
    const touchEnd = () => {
      const end = new Event('touchend', { cancelable: true });
      link.element.dispatchEvent(end);
      return end.defaultPrevented;
    };
    await link.trigger('touchstart', { touches: [{ clientX: 5, clientY: 6 }] });
    expect(touchEnd()).toBe(false);
    vi.advanceTimersByTime(1_000);
    expect(wrapper.emitted('menu')).toBeUndefined();
    await link.trigger('touchstart', { touches: [{ clientX: 5, clientY: 6 }] });
    vi.advanceTimersByTime(1_000);
    expect(wrapper.emitted('menu')).toEqual([[{ x: 5, y: 6, opener: link.element }]]);
    expect(touchEnd()).toBe(true);
  });

  it('marks a room that calls the person, is muted, or is pinned', async () => {
    const settings = { muted_until: '9999-01-01T00:00:00.000Z', pinned: 1, archived: false };
    const { shows } = await row({ unread: 100, mentions: 2, settings });
    expect(await shows('room-mentioned')).toContain('you are mentioned');
    expect(await shows('room-unread')).toContain('99+');
    expect([await shows('room-muted'), await shows('room-pinned')]).toEqual(['muted', 'pinned']);
  });
});
