// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Socket } from '@/realtime';
import { Connection, type ConnectionSettings, type ConnectionState } from '@/realtime/connection';
import { socketMaker } from './fake_socket';

describe('realtime/connection', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function opened(settings: Partial<ConnectionSettings> | ((make: () => Socket) => Partial<ConnectionSettings>) = {}) {
    const sockets = socketMaker();
    const states: ConnectionState[] = [];
    const frames: string[] = [];
    const connection = new Connection(
      { makeSocket: sockets.make, random: () => 0.5, ...(typeof settings === 'function' ? settings(sockets.make) : settings) },
      { onState: (state) => states.push(state), onFrame: (text) => frames.push(text) },
    );
    connection.open();
    return { connection, sockets, states, frames };
  }

  /** Sockets that are made after 100 ms, as when a ticket is fetched first. */
  const promised = (make: () => Socket) => ({
    makeSocket: () => new Promise<Socket>((resolve) => setTimeout(() => resolve(make()), 100)),
  });

  it('reports each state until it is open', () => {
    const { sockets, states } = opened();
    sockets.newest().opens();
    expect(states).toEqual([{ name: 'connecting', attempt: 1 }, { name: 'open' }]);
  });

  it('reconnects by itself after a loss, later each time', () => {
    const { sockets, states } = opened();
    for (const delay of [250, 500, 1_000]) {
      sockets.newest().drops();
      expect(states.at(-1)).toMatchObject({ name: 'waiting', delayMs: delay });
      vi.advanceTimersByTime(delay - 1);
      expect(states.at(-1)?.name).toBe('waiting');
      vi.advanceTimersByTime(1);
      expect(states.at(-1)?.name).toBe('connecting');
    }
    expect(sockets.made).toHaveLength(4);
  });

  it('counts attempts since it was last open', () => {
    const { connection, sockets } = opened({ openMs: 60_000 });
    for (const attempt of [1, 2, 3]) {
      expect(connection.state).toEqual({ name: 'connecting', attempt });
      sockets.newest().drops();
      vi.advanceTimersByTime(10_000);
    }
    sockets.newest().opens();
    sockets.newest().drops();
    expect(connection.state).toMatchObject({ name: 'waiting', attempt: 0 });
    vi.advanceTimersByTime(10_000);
    expect(connection.state).toEqual({ name: 'connecting', attempt: 1 });
  });

  it.each([1000, 1001, 1006, 1011, 4000, 4008, 4009, 4012, 4499])('reconnects after close code %i', (code) => {
    const { connection, sockets } = opened();
    sockets.newest().opens();
    sockets.newest().drops(code);
    expect(connection.state).toMatchObject({ name: 'waiting', code });
  });

  it.each([4500, 4501, 4502, 4999])('does not reconnect after close code %i', (code) => {
    const { connection, sockets } = opened();
    sockets.newest().opens();
    sockets.newest().drops(code, '{"code":"session_ended","retry_ms":10}');
    expect(connection.state).toEqual({ name: 'ended', code, reason: 'session_ended' });
    vi.advanceTimersByTime(3_600_000);
    expect(sockets.made).toHaveLength(1);
  });

  it('reports why it was lost, as far as the server said', () => {
    const { connection, sockets } = opened();
    sockets.newest().opens();
    sockets.newest().drops(4009, '{"code":"slow_reader","retry_ms":0}');
    expect(connection.state).toMatchObject({ name: 'waiting', code: 4009, reason: 'slow_reader' });
  });

  it('waits as long as the close reason asks, and adds jitter', () => {
    const { connection, sockets } = opened();
    sockets.newest().opens();
    sockets.newest().drops(4012, '{"code":"draining","retry_ms":2000}');
    expect(connection.state).toMatchObject({ name: 'waiting', delayMs: 3_000 });
  });

  it.each(['', 'nonsense', '[]', '{"retry_ms":"soon"}', '{"retry_ms":-5}'])('ignores the close reason %j', (reason) => {
    const { connection, sockets } = opened();
    sockets.newest().opens();
    sockets.newest().drops(4008, reason);
    expect(connection.state).toMatchObject({ name: 'waiting', delayMs: 250 });
  });

  it('forgets earlier losses only after it was open for a while', () => {
    const { connection, sockets } = opened({ stableMs: 5_000 });
    sockets.newest().drops();
    vi.advanceTimersByTime(250);
    sockets.newest().opens();
    sockets.newest().drops();
    expect(connection.state).toMatchObject({ delayMs: 500 });
    vi.advanceTimersByTime(500);
    sockets.newest().opens();
    vi.advanceTimersByTime(5_000);
    sockets.newest().drops();
    expect(connection.state).toMatchObject({ delayMs: 250 });
  });

  it('connects at once when `retryNow` is called during a delay', () => {
    const { connection, sockets } = opened();
    sockets.newest().drops();
    connection.retryNow();
    expect(connection.state.name).toBe('connecting');
    vi.advanceTimersByTime(10_000);
    expect(sockets.made).toHaveLength(2);
  });

  it('keeps the delay that the server asked for even when `retryNow` is called', () => {
    const { connection, sockets } = opened();
    sockets.newest().opens();
    sockets.newest().drops(4008, '{"code":"too_many","retry_ms":2000}');
    vi.advanceTimersByTime(500);
    connection.retryNow();
    vi.advanceTimersByTime(1_499);
    expect(connection.state.name).toBe('waiting');
    vi.advanceTimersByTime(1);
    expect(connection.state.name).toBe('connecting');
    vi.advanceTimersByTime(5_000);
    expect(sockets.made).toHaveLength(2);
  });

  it('ends an attempt that takes too long, later each time', () => {
    const { connection, sockets } = opened();
    for (const [made, openMs] of [5_000, 10_000, 20_000, 20_000].entries()) {
      vi.advanceTimersByTime(openMs - 1);
      expect(connection.state).toMatchObject({ name: 'connecting', attempt: made + 1 });
      vi.advanceTimersByTime(1);
      expect(connection.state.name).toBe('waiting');
      expect(sockets.made[made]?.closedHere).toBe(true);
      vi.advanceTimersToNextTimer();
    }
  });

  it('ends when the server no longer admits the client', async () => {
    const { connection, sockets } = opened({ admitted: () => Promise.resolve(false) });
    sockets.newest().drops();
    await Promise.resolve();
    await Promise.resolve();
    expect(connection.state).toMatchObject({ name: 'ended', code: 4501 });
  });

  it('goes on trying when the admission cannot be checked', async () => {
    const { connection, sockets } = opened({ admitted: () => Promise.reject(new Error('offline')) });
    sockets.newest().drops();
    await Promise.resolve();
    await Promise.resolve();
    expect(connection.state.name).toBe('waiting');
  });

  it('ignores an answer about admission that comes when it is open, closed or opened again', async () => {
    for (const meanwhile of ['opens', 'closes', 'opens again'] as const) {
      let answer = (_: boolean): void => undefined;
      const admitted = (): Promise<boolean> => new Promise((resolve) => (answer = resolve));
      const { connection, sockets } = opened({ admitted });
      sockets.newest().drops();
      vi.advanceTimersByTime(250);
      if (meanwhile === 'opens') sockets.newest().opens();
      else connection.close();
      if (meanwhile === 'opens again') connection.open();
      const state = connection.state;
      answer(false);
      await Promise.resolve();
      await Promise.resolve();
      expect(connection.state).toBe(state);
    }
  });

  it('asks for its admission once at a time, and again after an answer', async () => {
    let answer = (_: boolean): void => undefined;
    const admitted = vi.fn((): Promise<boolean> => new Promise((resolve) => (answer = resolve)));
    const { sockets } = opened({ admitted });
    const fail = (): void => {
      sockets.newest().drops();
      vi.advanceTimersByTime(20_000);
    };
    fail();
    sockets.newest().drops();
    expect(admitted).toHaveBeenCalledTimes(1);
    answer(true);
    await Promise.resolve();
    await Promise.resolve();
    vi.advanceTimersToNextTimer();
    sockets.newest().drops();
    expect(admitted).toHaveBeenCalledTimes(2);
  });

  it('does not check admission after it was open', () => {
    const admitted = vi.fn(() => Promise.resolve(true));
    const { sockets } = opened({ admitted });
    sockets.newest().opens();
    sockets.newest().drops();
    expect(admitted).not.toHaveBeenCalled();
  });

  it('ignores a socket that it has closed', () => {
    const { connection, sockets, frames } = opened();
    const old = sockets.newest();
    old.opens();
    connection.drop();
    old.says('rooms', {});
    old.drops(4501);
    expect(frames).toEqual([]);
    expect(connection.state.name).toBe('waiting');
  });

  it('reports that it was dropped because it was silent', () => {
    const { connection, sockets } = opened();
    sockets.newest().opens();
    connection.drop();
    expect(connection.state).toMatchObject({ name: 'waiting', code: 1006, reason: 'silent' });
    expect(sockets.made[0]?.closedHere).toBe(true);
  });

  it('sends nothing unless it is open', () => {
    const { connection, sockets } = opened();
    expect(connection.send('{}')).toBe(false);
    sockets.newest().opens();
    expect(connection.send('{}')).toBe(true);
    sockets.newest().drops();
    expect(connection.send('{}')).toBe(false);
    expect(sockets.made[0]?.sent).toHaveLength(1);
  });

  it('waits for a socket that takes time to make', async () => {
    const { connection, sockets, states } = opened(promised);
    expect(sockets.made).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(100);
    sockets.newest().opens();
    expect(states).toEqual([{ name: 'connecting', attempt: 1 }, { name: 'open' }]);
    expect(connection.send('{}')).toBe(true);
  });

  it('closes a socket that was made too late', async () => {
    const { connection, sockets } = opened(promised);
    connection.close();
    await vi.advanceTimersByTimeAsync(100);
    expect(sockets.newest().closedHere).toBe(true);
    expect(connection.state.name).toBe('idle');
  });

  it('ignores that a socket could not be made after it was closed', async () => {
    const { connection } = opened({ makeSocket: () => Promise.reject(new Error('no ticket')) });
    connection.close();
    await Promise.resolve();
    expect(connection.state.name).toBe('idle');
  });

  it('tries again when no socket can be made', async () => {
    const problem = new Error('no ticket');
    const makers = [
      () => Promise.reject(problem),
      (): never => {
        throw problem;
      },
    ];
    for (const makeSocket of makers) {
      const { connection, states } = opened({ makeSocket });
      await Promise.resolve();
      expect(connection.state).toMatchObject({ name: 'waiting', attempt: 1, code: 1006, reason: 'Error: no ticket' });
      await vi.advanceTimersByTimeAsync(250);
      expect(states.filter(({ name }) => name === 'connecting')).toHaveLength(2);
      connection.close();
    }
  });

  it('counts from the first attempt when it is opened after the end', () => {
    const { connection, sockets } = opened();
    for (let loss = 0; loss < 5; loss += 1) {
      sockets.newest().drops();
      vi.advanceTimersByTime(10_000);
    }
    sockets.newest().drops(4501);
    connection.open();
    expect(connection.state).toEqual({ name: 'connecting', attempt: 1 });
    sockets.newest().drops();
    expect(connection.state).toMatchObject({ delayMs: 250 });
  });

  it('may be closed by its state listener, and then makes no socket', () => {
    const sockets = socketMaker();
    const connection: Connection = new Connection(
      { makeSocket: sockets.make },
      { onState: (state) => state.name === 'connecting' && connection.close(), onFrame: () => undefined },
    );
    connection.open();
    vi.advanceTimersByTime(3_600_000);
    expect(connection.state.name).toBe('idle');
    expect(sockets.made).toHaveLength(0);
  });

  it('keeps its error listener on a closed socket, since some sockets throw errors without one', () => {
    const { connection, sockets } = opened();
    sockets.newest().onerror?.({} as never);
    expect(connection.state.name).toBe('connecting');
    connection.close();
    expect(sockets.newest().onerror).not.toBeNull();
  });

  it('stays closed after `close`', () => {
    const { connection, sockets } = opened();
    sockets.newest().opens();
    connection.close();
    vi.advanceTimersByTime(3_600_000);
    expect(connection.state.name).toBe('idle');
    expect(sockets.made).toHaveLength(1);
  });
});
