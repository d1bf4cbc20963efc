import type { RoomEvent, RoomReader } from '@/realtime';
import { connected, turn } from './connected';
import type { FakeSocket } from './fake_socket';

export const log = '51b6a2f0c3d94e77';

/** A reader that keeps what it is told, as words. */
export function reader() {
  const told: string[] = [];
  const read: RoomReader = {
    onEvent: (event: RoomEvent) => told.push(`${event.seq}`),
    onEphemeral: (event) => told.push(`ephemeral ${JSON.stringify(event.data)}`),
    onReset: (gap) => told.push(gap ? `reset, lost ${gap.from} to ${gap.to}` : 'reset'),
    onRefused: (refusal) => told.push(`refused ${refusal.code}`),
  };
  return { told, read };
}

/** A client that reads chat:42 up to `seq`. */
export async function reading(seq: number, settings = {}) {
  const line = connected(settings);
  const { told, read } = reader();
  line.client.subscribe('chat:42', read, seq);
  await turn();
  line.socket().answers({ rooms: { 'chat:42': { seq, log, from: seq } } });
  return { ...line, told };
}

/** The rooms of each request to subscribe, and of each to unsubscribe. */
export const asked = (socket: FakeSocket) => socket.asked('subscribe').map(({ payload }) => payload.rooms);
export const left = (socket: FakeSocket) => socket.asked('unsubscribe').map(({ payload }) => payload.rooms);

export const count = (rooms: unknown): number => Object.keys(rooms as object).length;
