import { vi } from 'vitest';
import { RealtimeClient, type ClientSettings } from '@/realtime';
import { socketMaker, type FakeSocket } from './fake_socket';

/** A client on an open line to the test, without jitter: `random` gives 0, so that it comes back at once. Wants fake timers. */
export function connected(settings: Partial<ClientSettings> = {}) {
  const sockets = socketMaker();
  const client = new RealtimeClient({ makeSocket: sockets.make, random: () => 0, ...settings });
  client.open();
  sockets.newest().opens();
  /** The newest socket. */
  const socket = (): FakeSocket => sockets.newest();
  /** Loses the line and opens the next. */
  function reconnects(code = 1006): void {
    socket().drops(code);
    vi.advanceTimersToNextTimer();
    socket().opens();
  }
  return { client, sockets, socket, reconnects };
}

/** Lets what is scheduled for the end of this turn happen. */
export const turn = (): Promise<void> => Promise.resolve();
