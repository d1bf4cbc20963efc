import { BackOff, type BackOffSettings } from './back_off.ts';
import { Refusal } from './refusal.ts';
import { encodeRequest, messageTooBig, type Arguments, type Reply } from './wire.ts';

export interface CallSettings {
  stream: string;
  action: string;
  args: Arguments;
  /** Calls of one lane keep their order: each is sent after the reply to the previous one. */
  lane?: string;
  /** How long one attempt may wait for its reply, milliseconds; 10,000 if absent. */
  replyMs?: number;
  /** How long the whole call may take, with reconnects and repeats, milliseconds; 30,000 if absent, `Infinity`: for ever. */
  totalMs?: number;
  /** The call belongs to the present connection: it is sent at once or fails, and is never repeated. */
  bound?: boolean;
}

interface Call extends CallSettings {
  resolve: (data: unknown) => void;
  reject: (refusal: Refusal) => void;
  /** Set while an attempt waits for its reply. */
  requestId: string | undefined;
  /** Length of the newest attempt's frame, UTF-16 units. */
  frameSize: number;
  /** `framesReceived` at the newest attempt. */
  framesBefore: number;
  /** Attempts that got no reply although the connection was alive. */
  unanswered: number;
  /** Whether an earlier attempt may have succeeded although its reply never came. */
  uncertain: boolean;
  /** The newest refusal after which the call waits or waited. */
  refused: Refusal | undefined;
  /** Delays the repeats after refusals. */
  backOff: BackOff;
  /** When `totalMs` is over, in the clock of `performance.now()`. */
  deadline: number;
  replyTimer: ReturnType<typeof setTimeout> | undefined;
  doubtTimer: ReturnType<typeof setTimeout> | undefined;
  totalTimer: ReturnType<typeof setTimeout> | undefined;
  pauseTimer: ReturnType<typeof setTimeout> | undefined;
}

/** The part of a connection that calls need. */
export interface Transport {
  /** Returns whether the frame was given to an open socket. */
  send(text: string): boolean;
  /** Closes the socket; the connection opens a new one. */
  drop(): void;
  /** Frames received so far. While the number stays the same, the server is silent. */
  readonly framesReceived: number;
}

/** When no frame at all arrives for so long after a request, the server is asked for a sign of life. Milliseconds. */
export const doubtMs = 2_000;

/**
 * Calls in flight at once, including those that wait after a refusal. A server closes the connection (4008) of a client
 * that goes on after some 20 refusals for sending too fast; with fewer calls in flight that cannot happen.
 */
const mostInFlight = 16;

/**
 * Pairs requests with replies, and repeats a call until it has a reply: after a reconnect, after a 503, and after a 429
 * that says when to retry. A repeat has the same arguments; with its `op` unchanged, a write happens once.
 */
export class Calls {
  private readonly transport: Transport;
  private readonly pace: BackOffSettings;
  private readonly onDoubt: () => void;
  /** In the order of calling, which is the order of sending. */
  private readonly pending = new Set<Call>();
  private readonly byRequest = new Map<string, Call>();
  private lastId = 0;
  private open = false;

  /** @param onDoubt called when no frame at all arrives for a while after a request */
  constructor(transport: Transport, pace: BackOffSettings = {}, onDoubt: () => void = () => undefined) {
    this.transport = transport;
    this.pace = pace;
    this.onDoubt = onDoubt;
  }

  call(settings: CallSettings): Promise<unknown> {
    return new Promise((resolve, reject) => this.start(settings, resolve, reject));
  }

  /** Like `call`, but `resolve` runs before the frame that follows the reply is read: subscriptions need that order. */
  start(settings: CallSettings, resolve: (data: unknown) => void, reject: (refusal: Refusal) => void): void {
    const call: Call = {
      ...settings,
      resolve,
      reject,
      requestId: undefined,
      frameSize: 0,
      framesBefore: 0,
      unanswered: 0,
      uncertain: false,
      refused: undefined,
      backOff: new BackOff(this.pace),
      deadline: Infinity,
      replyTimer: undefined,
      doubtTimer: undefined,
      totalTimer: undefined,
      pauseTimer: undefined,
    };
    this.pending.add(call);
    if (call.bound) {
      this.attempt(call);
      if (call.requestId === undefined) this.fail(call, Refusal.disconnected());
    } else {
      const totalMs = call.totalMs ?? 30_000;
      call.deadline = performance.now() + totalMs;
      if (totalMs !== Infinity) {
        call.totalTimer = setTimeout(() => this.fail(call, Refusal.timeout(call.refused)), totalMs);
      }
      this.pump();
    }
  }

  onReply(reply: Reply): void {
    const call = reply.requestId === null ? undefined : this.byRequest.get(reply.requestId);
    if (!call) return;
    this.forgetAttempt(call);
    if (reply.status >= 200 && reply.status < 300) {
      this.settle(call);
      call.resolve(reply.data);
      return;
    }
    const refusal = Refusal.of(reply.status, reply.errors);
    if (call.bound || !isRetryable(refusal)) this.fail(call, refusal);
    else this.repeatLater(call, refusal);
  }

  /** The connection is open again: everything without a reply is sent again, in order. */
  onOpen(): void {
    this.open = true;
    this.pump();
  }

  /** @param closeCode why the connection was lost */
  onLost(closeCode: number): void {
    this.open = false;
    // The server does not say which frame was too big; a repeat would break the next connection as well.
    const tooLarge = closeCode === messageTooBig ? this.largestInFlight() : undefined;
    for (const call of [...this.pending]) {
      call.uncertain ||= call.requestId !== undefined;
      this.forgetAttempt(call);
      if (call.bound) this.fail(call, Refusal.disconnected());
    }
    if (tooLarge) this.fail(tooLarge, Refusal.tooLarge());
  }

  /** Fails everything: the connection will not be opened again. */
  abandon(): void {
    this.open = false;
    for (const call of [...this.pending]) this.fail(call, Refusal.disconnected());
  }

  /** Sends all calls that may be sent now. */
  private pump(): void {
    if (!this.open) return;
    const lanes = new Set<string>();
    let free = mostInFlight;
    for (const call of this.pending) {
      if (call.bound) continue;
      if (call.lane !== undefined) {
        if (lanes.has(call.lane)) continue;
        lanes.add(call.lane);
      }
      if (free === 0) return;
      free -= 1;
      this.attempt(call);
    }
  }

  private attempt(call: Call): void {
    if (call.requestId !== undefined || call.pauseTimer !== undefined) return;
    const requestId = String(++this.lastId);
    const text = encodeRequest(call.stream, call.action, requestId, call.args);
    if (!this.transport.send(text)) return;
    call.requestId = requestId;
    call.frameSize = text.length;
    call.framesBefore = this.transport.framesReceived;
    this.byRequest.set(requestId, call);
    // Each attempt waits longer than the last: early repeats would make a busy server busier.
    call.replyTimer = setTimeout(() => this.onReplyTimeout(call), (call.replyMs ?? 10_000) * 2 ** call.unanswered);
    call.doubtTimer = setTimeout(() => {
      if (this.transport.framesReceived === call.framesBefore) this.onDoubt();
    }, doubtMs);
  }

  /** Repeats the call after the delay that the refusal asks for, or fails it when its deadline is earlier. */
  private repeatLater(call: Call, refusal: Refusal): void {
    call.uncertain ||= refusal.code === 'outcome_unknown';
    call.refused = refusal;
    const delayMs = call.backOff.next(refusal.retryMs);
    if (performance.now() + delayMs > call.deadline) {
      return this.fail(call, call.uncertain ? Refusal.timeout(refusal) : refusal);
    }
    call.pauseTimer = setTimeout(() => {
      call.pauseTimer = undefined;
      this.pump();
    }, delayMs);
  }

  /** The reply has not come in time. */
  private onReplyTimeout(call: Call): void {
    if (this.transport.framesReceived === call.framesBefore) {
      // No frame since the request: the connection is dead. The call is repeated on the next.
      this.transport.drop();
    } else if (call.bound) {
      this.fail(call, Refusal.timeout());
    } else {
      this.forgetAttempt(call);
      call.uncertain = true;
      call.unanswered += 1;
      this.attempt(call);
    }
  }

  private largestInFlight(): Call | undefined {
    let largest: Call | undefined;
    for (const call of this.byRequest.values()) if (call.frameSize > (largest?.frameSize ?? 0)) largest = call;
    return largest;
  }

  private fail(call: Call, refusal: Refusal): void {
    if (!this.pending.has(call)) return;
    this.settle(call);
    call.reject(refusal);
  }

  /** Ends the call and sends the next one of its lane. */
  private settle(call: Call): void {
    this.forgetAttempt(call);
    clearTimeout(call.totalTimer);
    clearTimeout(call.pauseTimer);
    this.pending.delete(call);
    this.pump();
  }

  private forgetAttempt(call: Call): void {
    clearTimeout(call.replyTimer);
    clearTimeout(call.doubtTimer);
    if (call.requestId !== undefined) this.byRequest.delete(call.requestId);
    call.requestId = undefined;
  }
}

/** Whether the server may accept the same request later. */
function isRetryable({ status, retryMs }: Refusal): boolean {
  return status === 503 || (status === 429 && retryMs !== undefined);
}
