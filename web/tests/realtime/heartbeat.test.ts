// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connected } from './connected';

describe('realtime/heartbeat', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const quiet = { quietMs: 30_000 };
  const unknownAction = { code: 'unknown_action', field: 'action', message: 'there is no action ping' };

  it('asks a line for a sign of life that was quiet for a while', () => {
    const { socket } = connected(quiet);
    vi.advanceTimersByTime(29_999);
    expect(socket().sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(socket().asked('ping')).toHaveLength(1);
  });

  it('asks nothing while frames come', () => {
    const { socket } = connected(quiet);
    for (let n = 0; n < 10; n += 1) {
      vi.advanceTimersByTime(20_000);
      socket().event('chat:42', undefined);
    }
    expect(socket().sent).toEqual([]);
  });

  it('gives up a line that does not answer', () => {
    const { client } = connected(quiet);
    vi.advanceTimersByTime(33_999);
    expect(client.state.name).toBe('open');
    vi.advanceTimersByTime(1);
    expect(client.state).toMatchObject({ name: 'waiting', reason: 'silent' });
  });

  it('asks a line for a sign of life that says nothing after a request, and gives it up as soon again', () => {
    const { client, socket } = connected(quiet);
    void client.request('chats', 'list').catch(() => undefined);
    vi.advanceTimersByTime(1_999);
    expect(socket().asked('ping')).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(socket().asked('ping')).toHaveLength(1);
    vi.advanceTimersByTime(1_999);
    expect(client.state.name).toBe('open');
    vi.advanceTimersByTime(1);
    expect(client.state).toMatchObject({ name: 'waiting', reason: 'silent' });
  });

  it('leaves a line alone whose server is only slow', () => {
    const { client, socket } = connected(quiet);
    void client.request('chats', 'list').catch(() => undefined);
    const [slow] = socket().sent;
    vi.advanceTimersByTime(2_000);
    socket().answers({});
    vi.advanceTimersByTime(7_000);
    expect(client.state.name).toBe('open');
    expect(socket().asked('ping')).toHaveLength(1);
    socket().answers({ chats: [] }, slow);
    expect(client.state.name).toBe('open');
  });

  it('does not doubt a line on which other things are heard', () => {
    const { client, socket } = connected(quiet);
    void client.request('chats', 'list').catch(() => undefined);
    vi.advanceTimersByTime(1_000);
    socket().event('chat:42', undefined);
    vi.advanceTimersByTime(5_000);
    expect(socket().asked('ping')).toEqual([]);
  });

  it('takes a refusal as a sign of life too', () => {
    const { client, socket } = connected(quiet);
    vi.advanceTimersByTime(30_000);
    for (let beat = 1; beat <= 5; beat += 1) {
      socket().refuses(405, unknownAction);
      vi.advanceTimersByTime(60_000);
    }
    expect(socket().asked('ping')).toHaveLength(6);
    expect(client.state.name).toBe('open');
  });

  it('asks again on the next line', () => {
    const { socket, reconnects } = connected(quiet);
    vi.advanceTimersByTime(30_000);
    reconnects();
    expect(socket().asked('ping')).toEqual([]);
    vi.advanceTimersByTime(30_000);
    expect(socket().asked('ping')).toHaveLength(1);
  });

  it('asks at once when told that the network may have changed, but not twice', () => {
    const { client, socket } = connected(quiet);
    client.retryNow();
    client.retryNow();
    expect(socket().asked('ping')).toHaveLength(1);
    socket().refuses(405, unknownAction);
    client.retryNow();
    expect(socket().asked('ping')).toHaveLength(2);
  });

  it('asks nothing of a line that is closed', () => {
    const { client, socket } = connected(quiet);
    client.close();
    client.retryNow();
    vi.advanceTimersByTime(3_600_000);
    expect(socket().sent).toEqual([]);
  });
});
