import { Calls } from './calls.ts';
import { Connection, type ConnectionSettings, type ConnectionState } from './connection.ts';
import { guarded } from './guarded.ts';
import { Heartbeat } from './heartbeat.ts';
import { Refusal } from './refusal.ts';
import { Subscriptions, type RoomReader, type Start } from './subscriptions.ts';
import { abnormalClosure, decodeFrame, type Arguments, type Place } from './wire.ts';

export interface ClientSettings extends ConnectionSettings {
  /** Silence after which the server is asked for a sign of life, milliseconds; 30,000 if absent. */
  quietMs?: number;
}

export interface CallOptions {
  /** Calls of one lane keep their order: each is sent after the reply to the previous one. */
  lane?: string;
  /** How long one attempt may wait for its reply, milliseconds; 10,000 if absent. */
  replyMs?: number;
  /** How long the whole call may take, with reconnects and repeats, milliseconds; 30,000 if absent, writes 60,000, `Infinity`: for ever. */
  totalMs?: number;
}

/**
 * One person's connection to the server, which reconnects by itself: requests, writes and the events of rooms.
 *
 *     const client = new RealtimeClient({ makeSocket: () => new WebSocket(url, 'vestnik.v1') });
 *     client.open();
 *     client.subscribe('chat:42', { onEvent: show }, 181);
 *     await client.write('chats', 'send', newOp(), { chat: '42', text: 'See you at six' }, { lane: 'chat:42' });
 */
export class RealtimeClient {
  private readonly connection: Connection;
  private readonly calls: Calls;
  private readonly rooms: Subscriptions;
  private readonly heartbeat: Heartbeat;
  private readonly stateListeners = new Set<(state: ConnectionState) => void>();

  constructor(settings: ClientSettings) {
    this.connection = new Connection(settings, {
      onState: (state) => this.stateChanged(state),
      onFrame: (text) => this.received(text),
    });
    this.calls = new Calls(this.connection, settings, () => this.heartbeat.doubt());
    this.rooms = new Subscriptions(this.calls, settings);
    this.heartbeat = new Heartbeat(this.calls, settings.quietMs ?? 30_000);
  }

  get state(): ConnectionState {
    return this.connection.state;
  }

  /** Calls the listener at every change of state. @returns a function that removes the listener */
  onState(listener: (state: ConnectionState) => void): () => void {
    this.stateListeners.add(listener);
    return () => void this.stateListeners.delete(listener);
  }

  /** Connects; may be called again after the connection has ended. Calls made earlier are sent then. */
  open(): void {
    this.connection.open();
  }

  /**
   * For when the network may be back or the person asks for it: skips the rest of a delay, except a delay that the server
   * asked for, and checks whether an open connection is alive.
   */
  retryNow(): void {
    this.connection.retryNow();
    this.heartbeat.ask();
  }

  /** Closes the connection: calls fail with `disconnected`, rooms are forgotten. */
  close(): void {
    this.rooms.clear();
    this.connection.close();
    this.calls.abandon();
  }

  /** Sends a request that changes nothing, and repeats it until it has a reply. Rejects with `Refusal`. */
  request(stream: string, action: string, args: Arguments = {}, options: CallOptions = {}): Promise<unknown> {
    if (this.state.name === 'ended') return Promise.reject(Refusal.disconnected());
    return this.calls.call({ ...options, stream, action, args });
  }

  /** Sends a write that happens once: every repeat, also one by the caller, has the same `op`. Rejects with `Refusal`. */
  write(stream: string, action: string, op: string, args: Arguments, options: CallOptions = {}): Promise<unknown> {
    return this.request(stream, action, { ...args, op }, { totalMs: 60_000, ...options });
  }

  /** Follows a room across reconnects; may be called in any state. */
  subscribe(room: string, reader: RoomReader, start: Start): void {
    this.rooms.subscribe(room, reader, start);
  }

  unsubscribe(room: string): void {
    this.rooms.unsubscribe(room);
  }

  /** How far a room was read: the start for the next subscription. `undefined` until the server has answered. */
  placeOf(room: string): Place | undefined {
    return this.rooms.placeOf(room);
  }

  private stateChanged(state: ConnectionState): void {
    if (state.name === 'open') {
      this.rooms.onOpen();
      this.calls.onOpen();
      this.heartbeat.onOpen();
    } else {
      this.heartbeat.onLost();
      this.rooms.onLost();
      this.calls.onLost(state.name === 'waiting' ? state.code : abnormalClosure);
      if (state.name === 'ended') this.calls.abandon();
    }
    for (const listener of [...this.stateListeners]) guarded(() => listener(state));
  }

  private received(text: string): void {
    this.heartbeat.onFrame();
    const frame = decodeFrame(text);
    if (frame?.kind === 'reply') this.calls.onReply(frame);
    if (frame?.kind === 'event') this.rooms.onEvent(frame);
  }
}
