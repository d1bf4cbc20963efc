import { vi } from 'vitest';
import { RealtimeClient, type ClientSettings } from '@/realtime';
import { socketMaker, type FakeSocket } from './fake_socket';

/** A client connected to a FakeSocket. It has no jitter (`random` gives 0), so it reconnects at once. Needs fake timers. */
export function connected(settings: Partial<ClientSettings> = {}) {
  const sockets = socketMaker();
  const client = new RealtimeClient({ makeSocket: sockets.make, random: () => 0, ...settings });
  client.open();
  sockets.newest().opens();
  /** The newest socket. */
  const socket = (): FakeSocket => sockets.newest();
  /** Loses the connection and opens the next. */
  function reconnects(code = 1006): void {
    socket().drops(code);
    vi.advanceTimersToNextTimer();
    socket().opens();
  }
  return { client, sockets, socket, reconnects };
}

/** Runs what is scheduled for the end of this turn of the event loop. */
export const turn = (): Promise<void> => Promise.resolve();
