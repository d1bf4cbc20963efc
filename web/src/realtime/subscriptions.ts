import type { Calls } from './calls';
import { Refusal } from './refusal';
import { isObject, type RoomEvent } from './wire';

/** Who reads a room. */
export interface RoomReader {
  /** Each logged event once, in order of `seq`, without a gap. */
  onEvent(event: RoomEvent): void;
  /** Ephemeral events; a mailbox's newest state also comes with every subscription, as `mailbox.state`. */
  onEphemeral?(event: RoomEvent): void;
  /** The log could not continue where we were: what was read is to be read anew. Runs before any further event. */
  onReset?(): void;
  /** The room does not exist or may not be seen; it is no longer subscribed. */
  onRefused?(refusal: Refusal): void;
}

/** Where to start: after a `seq` one has, or with what happens from now on. */
export type Start = number | 'now';

interface Subscription {
  reader: RoomReader;
  /** `undefined` until the server has told the newest. */
  seq: number | undefined;
  log: string | undefined;
  /** Set while a request for the room is on its way. */
  asked: boolean;
}

/** At most so many rooms in one request (docs/wire.md section 2.1). */
const roomsPerRequest = 1_000;

/** A place no log has: the server answers with `reset` and its newest `seq`, which is how one asks for "from now". */
const nowhere = { seq: Number.MAX_SAFE_INTEGER, log: '0000000000000000' };

/** The resume vector: which rooms are read, and how far. Repeats are dropped, gaps asked for again. */
export class Subscriptions {
  private readonly rooms = new Map<string, Subscription>();
  private readonly wanted = new Set<string>();
  private scheduled = false;
  private open = false;

  constructor(private readonly calls: Calls) {}

  /** Requests made in one turn leave as one. A room that is already read only changes its reader. */
  subscribe(room: string, reader: RoomReader, start: Start): void {
    const known = this.rooms.get(room);
    if (known) {
      known.reader = reader;
      return;
    }
    this.rooms.set(room, { reader, seq: start === 'now' ? undefined : start, log: undefined, asked: false });
    this.want(room);
  }

  unsubscribe(room: string): void {
    if (!this.rooms.delete(room)) return;
    this.wanted.delete(room);
    if (this.open) {
      this.calls.start({ stream: 'rooms', action: 'unsubscribe', args: { rooms: [room] }, bound: true }, ignore, ignore);
    }
  }

  clear(): void {
    this.rooms.clear();
    this.wanted.clear();
  }

  /** The last `seq` read of a room. */
  seqOf(room: string): number | undefined {
    return this.rooms.get(room)?.seq;
  }

  onOpen(): void {
    this.open = true;
    for (const [room, subscription] of this.rooms) {
      subscription.asked = false;
      this.wanted.add(room);
    }
    this.ask();
  }

  onLost(): void {
    this.open = false;
  }

  onEvent(event: RoomEvent): void {
    const subscription = this.rooms.get(event.room);
    if (!subscription) return;
    if (event.seq === undefined) {
      subscription.reader.onEphemeral?.(event);
      return;
    }
    if (subscription.seq === undefined || event.seq <= subscription.seq) return;
    if (event.seq === subscription.seq + 1) {
      subscription.seq = event.seq;
      subscription.reader.onEvent(event);
    } else if (!subscription.asked) {
      this.want(event.room);
    }
  }

  private want(room: string): void {
    this.wanted.add(room);
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.ask();
    });
  }

  private ask(): void {
    if (!this.open) return;
    const names = [...this.wanted];
    this.wanted.clear();
    for (let first = 0; first < names.length; first += roomsPerRequest) {
      this.askFor(names.slice(first, first + roomsPerRequest));
    }
  }

  private askFor(names: string[]): void {
    const rooms: Record<string, unknown> = {};
    const asked = new Map<string, Subscription>();
    for (const name of names) {
      const subscription = this.rooms.get(name);
      if (!subscription) continue;
      subscription.asked = true;
      asked.set(name, subscription);
      rooms[name] = placeOf(subscription);
    }
    this.calls.start(
      { stream: 'rooms', action: 'subscribe', args: { rooms }, bound: true },
      (data) => {
        const answers = isObject(data) && isObject(data.rooms) ? data.rooms : {};
        for (const [name, subscription] of asked) {
          if (this.rooms.get(name) === subscription) this.settle(name, subscription, answers[name]);
        }
      },
      (refusal) => {
        for (const [name, subscription] of asked) {
          if (this.rooms.get(name) === subscription) this.refuse(name, subscription, refusal);
        }
      },
    );
  }

  private settle(name: string, subscription: Subscription, answer: unknown): void {
    subscription.asked = false;
    if (!isObject(answer) || answer.error !== undefined) {
      this.refuse(name, subscription, Refusal.of(404, isObject(answer) ? [answer.error] : undefined));
      return;
    }
    const from = typeof answer.from === 'number' ? answer.from : 0;
    const first = subscription.seq === undefined;
    const lost = answer.reset === true || (subscription.seq !== undefined && from > subscription.seq);
    subscription.log = typeof answer.log === 'string' ? answer.log : undefined;
    if (first || lost) subscription.seq = from;
    if (first || lost) subscription.reader.onReset?.();
    if (answer.state !== undefined && answer.state !== null) {
      subscription.reader.onEphemeral?.({
        kind: 'event',
        event: 'mailbox.state',
        room: name,
        seq: undefined,
        at: '',
        data: answer.state,
      });
    }
  }

  private refuse(name: string, subscription: Subscription, refusal: Refusal): void {
    subscription.asked = false;
    if (refusal.code === 'disconnected') return; // the next connection asks again
    if (refusal.code === 'timeout' || refusal.retryMs !== undefined) {
      setTimeout(() => {
        if (this.rooms.get(name) === subscription && !subscription.asked) this.want(name);
      }, refusal.retryMs ?? 1_000);
      return;
    }
    this.rooms.delete(name);
    subscription.reader.onRefused?.(refusal);
  }
}

function placeOf(subscription: Subscription): unknown {
  if (subscription.seq === undefined) return nowhere;
  return subscription.log === undefined ? subscription.seq : { seq: subscription.seq, log: subscription.log };
}

function ignore(): void {
  // nop
}
