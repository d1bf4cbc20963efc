import { Refusal } from './refusal';
import { encodeRequest, type Arguments, type Reply } from './wire';

/** How far one request got. */
export interface CallSettings {
  stream: string;
  action: string;
  args: Arguments;
  /** Calls of one lane are sent one after another, each after the reply to the one before: that keeps their order. */
  lane?: string;
  /** How long one attempt may wait for its reply, milliseconds. */
  replyMs?: number;
  /** How long the whole call may take, with reconnects and repeats, milliseconds. */
  totalMs?: number;
  /** The call means this connection only: it fails with it instead of being repeated on the next. */
  bound?: boolean;
}

interface Call extends CallSettings {
  resolve: (data: unknown) => void;
  reject: (refusal: Refusal) => void;
  /** Set while an attempt waits for its reply. */
  requestId: string | undefined;
  heardBefore: number;
  replyTimer: ReturnType<typeof setTimeout> | undefined;
  totalTimer: ReturnType<typeof setTimeout> | undefined;
  /** Set while the server's `retry_ms` is being waited. */
  pauseTimer: ReturnType<typeof setTimeout> | undefined;
}

/** What calls need of a connection. */
export interface Line {
  send(text: string): boolean;
  drop(): void;
  readonly framesHeard: number;
}

const repeatable = new Set([429, 503]);

/**
 * Pairs requests with replies, and repeats a call until it has one: after a reconnect, and after a 429 or 503 that says
 * when. Arguments are repeated as they are, so a write's `op` stays the same and happens once.
 */
export class Calls {
  /** In order of their making; that is the order of sending after a reconnect. */
  private readonly pending = new Set<Call>();
  private readonly byRequest = new Map<string, Call>();
  private lastId = 0;
  private open = false;

  constructor(private readonly line: Line) {}

  get size(): number {
    return this.pending.size;
  }

  call(settings: CallSettings): Promise<unknown> {
    return new Promise((resolve, reject) => this.start(settings, resolve, reject));
  }

  /** Like `call`, but `resolve` runs before the frame after the reply is read: subscriptions need that order. */
  start(settings: CallSettings, resolve: (data: unknown) => void, reject: (refusal: Refusal) => void): void {
    const call: Call = {
      ...settings,
      resolve,
      reject,
      requestId: undefined,
      heardBefore: 0,
      replyTimer: undefined,
      totalTimer: undefined,
      pauseTimer: undefined,
    };
    this.pending.add(call);
    if (!call.bound) {
      call.totalTimer = setTimeout(() => this.fail(call, Refusal.timeout()), call.totalMs ?? 30_000);
    }
    this.attempt(call);
  }

  onReply(reply: Reply): void {
    const call = reply.requestId === null ? undefined : this.byRequest.get(reply.requestId);
    if (!call) return;
    this.forgetAttempt(call);
    if (reply.status >= 200 && reply.status < 300) {
      this.settle(call);
      call.resolve(reply.data);
      this.next(call.lane);
      return;
    }
    const refusal = Refusal.of(reply.status, reply.errors);
    if (repeatable.has(refusal.status) && refusal.retryMs !== undefined) {
      call.pauseTimer = setTimeout(() => {
        call.pauseTimer = undefined;
        this.attempt(call);
      }, refusal.retryMs);
      return;
    }
    this.fail(call, refusal);
  }

  /** A new connection is ready: everything without a reply goes out again, in order. */
  onOpen(): void {
    this.open = true;
    for (const call of [...this.pending]) this.attempt(call);
  }

  onLost(): void {
    this.open = false;
    for (const call of [...this.pending]) {
      this.forgetAttempt(call);
      if (call.bound) this.fail(call, Refusal.disconnected());
    }
  }

  /** Fails everything: the session is over. */
  abandon(): void {
    this.open = false;
    for (const call of [...this.pending]) this.fail(call, Refusal.disconnected());
  }

  private attempt(call: Call): void {
    if (!this.open || !this.pending.has(call) || call.requestId !== undefined || call.pauseTimer !== undefined) return;
    if (this.firstOfLane(call) !== call) return;
    const requestId = String(++this.lastId);
    if (!this.line.send(encodeRequest(call.stream, call.action, requestId, call.args))) return;
    call.requestId = requestId;
    call.heardBefore = this.line.framesHeard;
    this.byRequest.set(requestId, call);
    call.replyTimer = setTimeout(() => this.unanswered(call), call.replyMs ?? 10_000);
  }

  private unanswered(call: Call): void {
    this.forgetAttempt(call);
    if (this.line.framesHeard === call.heardBefore) {
      // Not one frame since the request: the line is dead. The next connection repeats the call.
      this.line.drop();
    } else {
      this.fail(call, Refusal.timeout());
    }
  }

  private firstOfLane(call: Call): Call {
    if (call.lane === undefined) return call;
    for (const other of this.pending) if (other.lane === call.lane) return other;
    return call;
  }

  private next(lane: string | undefined): void {
    if (lane === undefined) return;
    for (const call of this.pending) {
      if (call.lane === lane) return this.attempt(call);
    }
  }

  private fail(call: Call, refusal: Refusal): void {
    if (!this.pending.has(call)) return;
    this.settle(call);
    call.reject(refusal);
    this.next(call.lane);
  }

  private settle(call: Call): void {
    this.forgetAttempt(call);
    clearTimeout(call.totalTimer);
    clearTimeout(call.pauseTimer);
    this.pending.delete(call);
  }

  private forgetAttempt(call: Call): void {
    clearTimeout(call.replyTimer);
    if (call.requestId !== undefined) this.byRequest.delete(call.requestId);
    call.requestId = undefined;
  }
}
