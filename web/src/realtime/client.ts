import { Calls } from './calls';
import { Connection, type ConnectionSettings, type ConnectionState } from './connection';
import { Subscriptions, type RoomReader, type Start } from './subscriptions';
import { decodeFrame, type Arguments } from './wire';

export interface CallOptions {
  /** See `CallSettings`. */
  lane?: string;
  replyMs?: number;
  totalMs?: number;
}

/**
 * One person's line to the server: requests, writes and rooms over a connection that comes back by itself.
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
  private readonly stateListeners = new Set<(state: ConnectionState) => void>();

  constructor(settings: ConnectionSettings) {
    this.connection = new Connection(settings, {
      onState: (state) => this.stateChanged(state),
      onFrame: (text) => this.received(text),
    });
    this.calls = new Calls(this.connection);
    this.rooms = new Subscriptions(this.calls);
  }

  get state(): ConnectionState {
    return this.connection.state;
  }

  /** Tells every change of state; the function returned ends that. */
  onState(listener: (state: ConnectionState) => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  open(): void {
    this.connection.open();
  }

  retryNow(): void {
    this.connection.retryNow();
  }

  /** Ends everything: calls fail with `disconnected`, rooms are forgotten. */
  close(): void {
    this.rooms.clear();
    this.connection.close();
    this.calls.abandon();
  }

  /** Reads something; repeated after a reconnect. Throws `Refusal`. */
  request(stream: string, action: string, args: Arguments = {}, options: CallOptions = {}): Promise<unknown> {
    return this.calls.call({ stream, action, args, ...options });
  }

  /** Writes something once: every repeat, here or by calling again, carries the same `op`. Throws `Refusal`. */
  write(stream: string, action: string, op: string, args: Arguments, options: CallOptions = {}): Promise<unknown> {
    return this.calls.call({ totalMs: 60_000, ...options, stream, action, args: { op, ...args } });
  }

  subscribe(room: string, reader: RoomReader, start: Start): void {
    this.rooms.subscribe(room, reader, start);
  }

  unsubscribe(room: string): void {
    this.rooms.unsubscribe(room);
  }

  seqOf(room: string): number | undefined {
    return this.rooms.seqOf(room);
  }

  private stateChanged(state: ConnectionState): void {
    if (state.name === 'open') {
      this.rooms.onOpen();
      this.calls.onOpen();
    } else {
      this.rooms.onLost();
      this.calls.onLost();
      if (state.name === 'ended') this.calls.abandon();
    }
    for (const listener of this.stateListeners) listener(state);
  }

  private received(text: string): void {
    const frame = decodeFrame(text);
    if (frame?.kind === 'reply') this.calls.onReply(frame);
    if (frame?.kind === 'event') this.rooms.onEvent(frame);
  }
}
