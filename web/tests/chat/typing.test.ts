import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useTyping } from '@/chat/typing';
import { alice, boris, signedIn } from '../signed_in';

describe('chat/typing', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('shows the other as writing for six seconds after each sign of it', async () => {
    const { rooms, socket } = await signedIn();
    socket.event('chat:42', undefined, 'chat.typing', { user: boris.id });
    vi.advanceTimersByTime(5_000);
    socket.event('chat:42', undefined, 'chat.typing', { user: boris.id });
    vi.advanceTimersByTime(5_999);
    expect(rooms.list[0]?.typing).toBe(true);
    vi.advanceTimersByTime(1);
    expect(rooms.list[0]?.typing).toBe(false);
  });

  it('ends with the message that was written', async () => {
    const { socket } = await signedIn();
    socket.event('chat:42', undefined, 'chat.typing', { user: boris.id });
    socket.event('chat:42', 6, 'message.created', { id: 'm6', author: boris.id, text: 'six' });
    expect(useTyping().isTyping('42')).toBe(false);
  });

  it('does not show one’s own other devices', async () => {
    const { socket } = await signedIn();
    socket.event('chat:42', undefined, 'chat.typing', { user: alice.id });
    expect(useTyping().isTyping('42')).toBe(false);
  });

  it('tells that the person writes once in three seconds, and nothing without a line', async () => {
    const { socket, sockets } = await signedIn();
    const typing = useTyping();
    typing.tell('42');
    typing.tell('42');
    expect(socket.requests('typing')).toHaveLength(1);
    vi.advanceTimersByTime(3_000);
    typing.tell('42');
    expect(socket.requests('typing')).toHaveLength(2);
    vi.advanceTimersByTime(3_000);
    socket.drops();
    typing.tell('42');
    vi.advanceTimersByTime(500);
    sockets.newest().opens();
    expect(sockets.newest().requests('typing')).toEqual([]);
  });

  it('tells it at once again when a message was sent', async () => {
    const { socket } = await signedIn();
    const typing = useTyping();
    typing.tell('42');
    typing.sent('42');
    typing.tell('42');
    expect(socket.requests('typing')).toHaveLength(2);
    vi.advanceTimersByTime(2_999);
    typing.tell('42');
    expect(socket.requests('typing')).toHaveLength(2);
  });
});
