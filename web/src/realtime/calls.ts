import { BackOff, type BackOffSettings } from './back_off.ts';
import { Refusal } from './refusal.ts';
import { encodeRequest, messageTooBig, type Arguments, type Reply } from './wire.ts';

export interface CallSettings {
  stream: string;
  action: string;
  args: Arguments;
  /** Calls of one lane are sent one after another, each after the reply to the one before: that keeps their order. */
  lane?: string;
  /** How long one attempt may wait for its reply, milliseconds; 10,000 if absent. */
  replyMs?: number;
  /** How long the whole call may take, with reconnects and repeats, milliseconds; 30,000 if absent. */
  totalMs?: number;
  /** The call means this line at this moment: it is sent at once or fails, and nothing repeats it. */
  bound?: boolean;
}

interface Call extends CallSettings {
  resolve: (data: unknown) => void;
  reject: (refusal: Refusal) => void;
  /** Set while an attempt waits for its reply. */
  requestId: string | undefined;
  /** Of the newest attempt, in UTF-16 units. */
  frameSize: number;
  /** Frames heard before the newest attempt. */
  heardBefore: number;
  /** Attempts that a living line left without a reply. */
  unanswered: number;
  /** Whether an attempt may have done what was asked, unheard by us. */
  uncertain: boolean;
  /** The newest refusal that is or was waited out. */
  refused: Refusal | undefined;
  /** Paces the repeats after refusals. */
  backOff: BackOff;
  /** When `totalMs` is over, in the clock of `performance.now()`. */
  deadline: number;
  replyTimer: ReturnType<typeof setTimeout> | undefined;
  doubtTimer: ReturnType<typeof setTimeout> | undefined;
  totalTimer: ReturnType<typeof setTimeout> | undefined;
  pauseTimer: ReturnType<typeof setTimeout> | undefined;
}

/** What calls need of a connection. */
export interface Line {
  /** Says whether the frame was handed to an open socket. */
  send(text: string): boolean;
  /** Gives the line up; a new one follows. */
  drop(): void;
  /** Frames received so far: one who sees it unchanged knows that the line is silent. */
  readonly framesHeard: number;
}

/** A line on which nothing is heard for so long after a request is asked for a sign of life. */
export const doubtMs = 2_000;

/**
 * Calls under way at once, those included that wait out a refusal. A server closes the line (4008) of who goes on after
 * some 20 refusals for sending too fast; with fewer under way that cannot happen.
 */
const mostUnderWay = 16;

/**
 * Pairs requests with replies, and repeats a call until it has one: after a reconnect, after a 503, and after a 429 that
 * says when. Arguments are repeated as they are, so a write's `op` stays the same and it happens once.
 */
export class Calls {
  private readonly line: Line;
  private readonly pace: BackOffSettings;
  private readonly onDoubt: () => void;
  /** In order of their making; that is the order of sending. */
  private readonly pending = new Set<Call>();
  private readonly byRequest = new Map<string, Call>();
  private lastId = 0;
  private open = false;

  /** @param onDoubt told when nothing at all is heard for a while after a request */
  constructor(line: Line, pace: BackOffSettings = {}, onDoubt: () => void = () => undefined) {
    this.line = line;
    this.pace = pace;
    this.onDoubt = onDoubt;
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
      frameSize: 0,
      heardBefore: 0,
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
      call.totalTimer = setTimeout(() => this.fail(call, Refusal.timeout(call.refused)), totalMs);
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
    if (call.bound || !passes(refusal)) this.fail(call, refusal);
    else this.pause(call, refusal);
  }

  /** A new line is ready: everything without a reply goes out again, in order. */
  onOpen(): void {
    this.open = true;
    this.pump();
  }

  /** @param closeCode why the line was lost */
  onLost(closeCode: number): void {
    this.open = false;
    // Nobody says which frame was too big; repeated, it would cost the next line too.
    const tooLarge = closeCode === messageTooBig ? this.largestUnderWay() : undefined;
    for (const call of [...this.pending]) {
      call.uncertain ||= call.requestId !== undefined;
      this.forgetAttempt(call);
      if (call.bound) this.fail(call, Refusal.disconnected());
    }
    if (tooLarge) this.fail(tooLarge, Refusal.tooLarge());
  }

  /** Fails everything: no further line will come. */
  abandon(): void {
    this.open = false;
    for (const call of [...this.pending]) this.fail(call, Refusal.disconnected());
  }

  /** Sends whatever may go now. */
  private pump(): void {
    if (!this.open) return;
    const lanes = new Set<string>();
    let free = mostUnderWay;
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
    if (!this.line.send(text)) return;
    call.requestId = requestId;
    call.frameSize = text.length;
    call.heardBefore = this.line.framesHeard;
    this.byRequest.set(requestId, call);
    // A busy server gets longer each time, or repeats would make it busier.
    call.replyTimer = setTimeout(() => this.miss(call), (call.replyMs ?? 10_000) * 2 ** call.unanswered);
    call.doubtTimer = setTimeout(() => {
      if (this.line.framesHeard === call.heardBefore) this.onDoubt();
    }, doubtMs);
  }

  /** Waits a refusal out, unless the call would be too old by then. */
  private pause(call: Call, refusal: Refusal): void {
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
  private miss(call: Call): void {
    if (this.line.framesHeard === call.heardBefore) {
      // Not one frame since the request: the line is dead. The next one repeats the call.
      this.line.drop();
    } else if (call.bound) {
      this.fail(call, Refusal.timeout());
    } else {
      this.forgetAttempt(call);
      call.uncertain = true;
      call.unanswered += 1;
      this.attempt(call);
    }
  }

  private largestUnderWay(): Call | undefined {
    let largest: Call | undefined;
    for (const call of this.byRequest.values()) if (call.frameSize > (largest?.frameSize ?? 0)) largest = call;
    return largest;
  }

  private fail(call: Call, refusal: Refusal): void {
    if (!this.pending.has(call)) return;
    this.settle(call);
    call.reject(refusal);
  }

  /** Ends the call and lets the next go. */
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

/** Whether the same request may be taken later. */
function passes({ status, retryMs }: Refusal): boolean {
  return status === 503 || (status === 429 && retryMs !== undefined);
}
