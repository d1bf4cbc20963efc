import { BackOff, type BackOffSettings } from './back_off.ts';
import type { Calls } from './calls.ts';
import { guarded } from './guarded.ts';
import { Refusal } from './refusal.ts';
import { decodeRoomAnswer, fromNow, isObject, roomsPerRequest, type Gap, type Place, type RoomAnswer, type RoomEvent } from './wire.ts';

/** Callbacks of a subscription, implemented by the library's user. */
export interface RoomReader {
  /** Each logged event once, in order of `seq`, without a gap. */
  onEvent(event: RoomEvent): void;
  /**
   * Ephemeral events. Only the newest counts, and any of them may be missing. A room's newest state also comes with the reply
   * to each subscription, as `mailbox.state` or `chat.state`.
   */
  onEphemeral?(event: RoomEvent): void;
  /**
   * The log does not continue after the last event read, so the reader loads the room's content again. Runs before any
   * further event, and once at the beginning of a subscription that starts from now. `gap` has the events that the server
   * no longer keeps, if they are the cause.
   */
  onReset?(gap?: Gap): void;
  /** The room does not exist, may not be seen, or is one too many for this connection; it is no longer subscribed. */
  onRefused?(refusal: Refusal): void;
}

/** Where to start: after a `seq` (0: from the beginning), after a place from `placeOf`, or with the next event. */
export type Start = number | Place | 'now';

interface Subscription {
  reader: RoomReader;
  /** The last `seq` read; `undefined` until the server has sent the newest. */
  seq: number | undefined;
  log: string | undefined;
  /** Whether a request for the room is planned or has no reply yet. */
  requested: boolean;
  /** The `seq` after which missing events were last requested. The same `seq` again means that requesting does not help. */
  gapAfter: number | undefined;
}

/** Refusals that a repeat does not change. */
const lasting = new Set([
  'malformed',
  'invalid',
  'too_large',
  'unauthenticated',
  'forbidden',
  'not_found',
  'unknown_action',
  'conflict',
]);

/** Refusals of a whole request that a single room of it may have caused. */
const ofContent = new Set(['malformed', 'invalid', 'too_large']);

/** The resume vector: which rooms are read, and how far. Drops repeated events, and requests missing ones again. */
export class Subscriptions {
  private readonly calls: Calls;
  private readonly rooms = new Map<string, Subscription>();
  /** Rooms to subscribe to and rooms to leave with the next requests. */
  private readonly wanted = new Set<string>();
  private readonly leaving = new Set<string>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly backOff: BackOff;
  private scheduled = false;
  private open = false;

  constructor(calls: Calls, pace: BackOffSettings = {}) {
    this.calls = calls;
    this.backOff = new BackOff(pace);
  }

  /** Subscriptions of one turn of the event loop go into one request. For a room that is already read, only the reader changes. */
  subscribe(room: string, reader: RoomReader, start: Start): void {
    const known = this.rooms.get(room);
    if (known) {
      known.reader = reader;
      return;
    }
    const place = typeof start === 'number' ? { seq: start, log: undefined } : start;
    const { seq, log } = place === 'now' ? { seq: undefined, log: undefined } : place;
    this.rooms.set(room, { reader, seq, log, requested: true, gapAfter: undefined });
    this.wanted.add(room);
    this.schedule();
  }

  unsubscribe(room: string): void {
    if (this.rooms.delete(room)) this.leave(room);
  }

  clear(): void {
    this.rooms.clear();
    this.forgetRequests();
  }

  /** How far a room was read; `undefined` until the server has named its log. */
  placeOf(room: string): Place | undefined {
    const { seq, log } = this.rooms.get(room) ?? {};
    return seq === undefined || log === undefined ? undefined : { seq, log };
  }

  onOpen(): void {
    this.open = true;
    for (const [room, subscription] of this.rooms) {
      subscription.requested = true;
      this.wanted.add(room);
    }
    this.flush();
  }

  onLost(): void {
    this.open = false;
    this.forgetRequests();
  }

  onEvent(event: RoomEvent): void {
    const subscription = this.rooms.get(event.room);
    if (!subscription) return;
    if (event.seq === undefined) {
      guarded(() => subscription.reader.onEphemeral?.(event));
      return;
    }
    if (subscription.seq === undefined || event.seq <= subscription.seq) return;
    if (event.seq === subscription.seq + 1) {
      subscription.seq = event.seq;
      guarded(() => subscription.reader.onEvent(event));
    } else if (!subscription.requested) {
      this.requestMissing(event.room, subscription);
    }
  }

  private requestMissing(room: string, subscription: Subscription): void {
    subscription.requested = true;
    if (subscription.gapAfter === subscription.seq) {
      this.requestLater([room], 0);
    } else {
      subscription.gapAfter = subscription.seq;
      this.wanted.add(room);
      this.schedule();
    }
  }

  private requestLater(names: string[], retryMs: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      for (const name of names) this.wanted.add(name);
      this.flush();
    }, this.backOff.next(retryMs));
    this.timers.add(timer);
  }

  private leave(room: string): void {
    this.leaving.add(room);
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.flush();
    });
  }

  private flush(): void {
    if (!this.open) return;
    const leaving = [...this.leaving].filter((room) => !this.rooms.has(room));
    const wanted = [...this.wanted].filter((room) => this.rooms.has(room));
    this.leaving.clear();
    this.wanted.clear();
    for (const names of portions(leaving)) this.requestLeave(names);
    for (const names of portions(wanted)) this.requestRooms(names);
  }

  private requestLeave(names: string[]): void {
    this.calls.start(
      { stream: 'rooms', action: 'unsubscribe', args: { rooms: names }, bound: true },
      () => undefined,
      (refusal) => {
        if (!isTemporary(refusal)) return;
        for (const name of names) this.leaving.add(name);
        this.requestLater([], refusal.retryMs ?? 0);
      },
    );
  }

  private requestRooms(names: string[]): void {
    const requested = new Map<string, Subscription>();
    const rooms: Record<string, unknown> = {};
    for (const name of names) {
      const subscription = this.rooms.get(name)!;
      requested.set(name, subscription);
      rooms[name] = vectorEntry(subscription);
    }
    this.calls.start(
      { stream: 'rooms', action: 'subscribe', args: { rooms }, bound: true },
      (data) => this.onAnswers(requested, isObject(data) && isObject(data.rooms) ? data.rooms : {}),
      (refusal) => this.onRefusal(requested, refusal),
    );
  }

  private onAnswers(requested: Map<string, Subscription>, answers: Record<string, unknown>): void {
    const later: string[] = [];
    let retryMs = 0;
    let helped = true;
    for (const [name, subscription] of requested) {
      if (this.rooms.get(name) !== subscription) {
        // It was unsubscribed in the meantime: the server may have handled `unsubscribe` first.
        if (!this.rooms.has(name)) this.leave(name);
        continue;
      }
      const answer = decodeRoomAnswer(answers[name]);
      if (!(answer instanceof Refusal)) {
        if (subscription.gapAfter !== undefined && subscription.gapAfter === subscription.seq) helped = false;
        this.begin(name, subscription, answer);
      } else if (isTemporary(answer)) {
        later.push(name);
        retryMs = Math.max(retryMs, answer.retryMs ?? 0);
      } else {
        this.end(name, subscription, answer);
      }
    }
    if (later.length > 0) this.requestLater(later, retryMs);
    else if (helped) this.backOff.reset();
  }

  /** The whole request was refused. */
  private onRefusal(requested: Map<string, Subscription>, refusal: Refusal): void {
    if (refusal.code === 'disconnected') return; // the next connection requests everything
    const names = [...requested.keys()].filter((name) => this.rooms.get(name) === requested.get(name));
    if (isTemporary(refusal)) {
      this.requestLater(names, refusal.retryMs ?? 0);
    } else if (ofContent.has(refusal.code) && requested.size > 1) {
      // A single wrong name must not prevent the subscriptions to the other rooms.
      const half = Math.ceil(names.length / 2);
      for (const part of [names.slice(0, half), names.slice(half)]) if (part.length > 0) this.requestRooms(part);
    } else {
      for (const name of names) this.end(name, requested.get(name)!, refusal);
    }
  }

  private begin(name: string, subscription: Subscription, answer: RoomAnswer): void {
    const { log, from, gap, state } = answer;
    subscription.requested = false;
    subscription.log = log;
    if (answer.reset || subscription.seq === undefined || from > subscription.seq) {
      subscription.seq = from;
      guarded(() => subscription.reader.onReset?.(gap));
    }
    if (state === undefined) return;
    this.onEvent({ kind: 'event', event: `${name.split(':')[0]}.state`, room: name, seq: undefined, at: '', data: state });
  }

  private end(name: string, subscription: Subscription, refusal: Refusal): void {
    if (this.rooms.get(name) !== subscription) return;
    this.rooms.delete(name);
    guarded(() => subscription.reader.onRefused?.(refusal));
  }

  private forgetRequests(): void {
    this.wanted.clear();
    this.leaving.clear();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}

/** A limit on rate says when to come again; a limit on number does not, and waiting never helps there. */
function isTemporary({ code, retryMs }: Refusal): boolean {
  if (code === 'too_many') return retryMs !== undefined;
  return code !== 'disconnected' && !lasting.has(code);
}

function vectorEntry({ seq, log }: Subscription): unknown {
  if (seq === undefined) return fromNow;
  return log === undefined ? seq : { seq, log };
}

function portions(names: string[]): string[][] {
  const count = Math.ceil(names.length / roomsPerRequest);
  return Array.from({ length: count }, (_, n) => names.slice(n * roomsPerRequest, (n + 1) * roomsPerRequest));
}
