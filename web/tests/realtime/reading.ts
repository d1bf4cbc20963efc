import type { RoomEvent, RoomReader } from '@/realtime';
import { connected, turn } from './connected';
import type { FakeSocket } from './fake_socket';

export const log = '51b6a2f0c3d94e77';

/** A reader that records its calls as texts. */
export function recordingReader() {
  const received: string[] = [];
  const reader: RoomReader = {
    onEvent: (event: RoomEvent) => received.push(`${event.seq}`),
    onEphemeral: (event) => received.push(`ephemeral ${JSON.stringify(event.data)}`),
    onReset: (gap) => received.push(gap ? `reset, lost ${gap.from} to ${gap.to}` : 'reset'),
    onRefused: (refusal) => received.push(`refused ${refusal.code}`),
  };
  return { received, reader };
}

/** A client that reads chat:42 up to `seq`. */
export async function reading(seq: number, settings = {}) {
  const connection = connected(settings);
  const { received, reader } = recordingReader();
  connection.client.subscribe('chat:42', reader, seq);
  await turn();
  connection.socket().answers({ rooms: { 'chat:42': { seq, log, from: seq } } });
  return { ...connection, received };
}

/** The rooms of each request to subscribe, and of each request to unsubscribe. */
export const subscribed = (socket: FakeSocket) => socket.requests('subscribe').map(({ payload }) => payload.rooms);
export const unsubscribed = (socket: FakeSocket) => socket.requests('unsubscribe').map(({ payload }) => payload.rooms);

export const count = (rooms: unknown): number => Object.keys(rooms as object).length;
