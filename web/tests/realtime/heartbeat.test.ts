// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connected } from './connected';

describe('realtime/heartbeat', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const quiet = { quietMs: 30_000 };
  const unknownAction = { code: 'unknown_action', field: 'action', message: 'there is no action ping' };

  it('sends a ping after a time of silence', () => {
    const { socket } = connected(quiet);
    vi.advanceTimersByTime(29_999);
    expect(socket().sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(socket().requests('ping')).toHaveLength(1);
  });

  it('sends nothing while frames arrive', () => {
    const { socket } = connected(quiet);
    for (let n = 0; n < 10; n += 1) {
      vi.advanceTimersByTime(20_000);
      socket().event('chat:42', undefined);
    }
    expect(socket().sent).toEqual([]);
  });

  it('counts the silence from the last frame', () => {
    const { client, socket } = connected(quiet);
    vi.advanceTimersByTime(10_000);
    socket().event('chat:42', undefined);
    vi.advanceTimersByTime(29_999);
    expect(socket().sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(socket().requests('ping')).toHaveLength(1);
    vi.advanceTimersByTime(4_000);
    expect(client.state).toMatchObject({ name: 'waiting', reason: 'silent' });
  });

  it('drops a connection that does not answer', () => {
    const { client } = connected(quiet);
    vi.advanceTimersByTime(33_999);
    expect(client.state.name).toBe('open');
    vi.advanceTimersByTime(1);
    expect(client.state).toMatchObject({ name: 'waiting', reason: 'silent' });
  });

  it('sends a ping when nothing arrives after a request, and drops the connection after as long again', () => {
    const { client, socket } = connected(quiet);
    void client.request('chats', 'list').catch(() => undefined);
    vi.advanceTimersByTime(1_999);
    expect(socket().requests('ping')).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(socket().requests('ping')).toHaveLength(1);
    vi.advanceTimersByTime(1_999);
    expect(client.state.name).toBe('open');
    vi.advanceTimersByTime(1);
    expect(client.state).toMatchObject({ name: 'waiting', reason: 'silent' });
  });

  it('keeps a connection whose server is only slow', () => {
    const { client, socket } = connected(quiet);
    void client.request('chats', 'list').catch(() => undefined);
    const [slow] = socket().sent;
    vi.advanceTimersByTime(2_000);
    socket().answers({});
    vi.advanceTimersByTime(7_000);
    expect(client.state.name).toBe('open');
    expect(socket().requests('ping')).toHaveLength(1);
    socket().answers({ chats: [] }, slow);
    expect(client.state.name).toBe('open');
  });

  it('sends no ping while other frames arrive after a request', () => {
    const { client, socket } = connected(quiet);
    void client.request('chats', 'list').catch(() => undefined);
    vi.advanceTimersByTime(1_000);
    socket().event('chat:42', undefined);
    vi.advanceTimersByTime(5_000);
    expect(socket().requests('ping')).toEqual([]);
  });

  it('takes a refusal as a sign of life, too', () => {
    const { client, socket } = connected(quiet);
    vi.advanceTimersByTime(30_000);
    for (let beat = 1; beat <= 5; beat += 1) {
      socket().refuses(405, unknownAction);
      vi.advanceTimersByTime(30_000);
    }
    expect(socket().requests('ping')).toHaveLength(6);
    expect(client.state.name).toBe('open');
  });

  it('sends a ping on the next connection, too', () => {
    const { socket, reconnects } = connected(quiet);
    vi.advanceTimersByTime(30_000);
    reconnects();
    expect(socket().requests('ping')).toEqual([]);
    vi.advanceTimersByTime(30_000);
    expect(socket().requests('ping')).toHaveLength(1);
  });

  it('sends a ping at once when the network may have changed, but only one at a time', () => {
    const { client, socket } = connected(quiet);
    client.retryNow();
    client.retryNow();
    expect(socket().requests('ping')).toHaveLength(1);
    socket().refuses(405, unknownAction);
    client.retryNow();
    expect(socket().requests('ping')).toHaveLength(2);
  });

  it('sends nothing on a closed connection', () => {
    const { client, socket } = connected(quiet);
    client.close();
    client.retryNow();
    vi.advanceTimersByTime(3_600_000);
    expect(socket().sent).toEqual([]);
  });
});
