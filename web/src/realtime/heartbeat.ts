import { doubtMs, type Calls } from './calls.ts';

/**
 * Finds out that a connection is dead. The browser answers the server's pings and does not tell the page, and a lost
 * network or a stopped server sends nothing at all. So the client sends a request of its own, `rooms.ping`: when no frame
 * arrives after it, `Calls` drops the connection. A slow reply is no reason to drop it, since a living server answers the
 * ping in the meantime.
 */
export class Heartbeat {
  private readonly calls: Calls;
  private readonly quietMs: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When the last frame came, in the clock of `performance.now()`. */
  private lastFrame = 0;
  private asking = false;

  /** @param quietMs silence after which a ping is sent */
  constructor(calls: Calls, quietMs: number) {
    this.calls = calls;
    this.quietMs = quietMs;
  }

  onOpen(): void {
    this.onLost();
    this.onFrame();
    this.watch(this.quietMs);
  }

  onFrame(): void {
    this.lastFrame = performance.now();
  }

  onLost(): void {
    clearTimeout(this.timer);
  }

  /** Asks when it has been silent for `quietMs`; a timer that each frame moves would cost more than the frames. */
  private watch(restMs: number): void {
    this.timer = setTimeout(() => {
      const quiet = this.lastFrame + this.quietMs - performance.now();
      if (quiet > 0) return this.watch(quiet);
      this.ask();
      this.watch(this.quietMs);
    }, restMs);
  }

  /** No frame arrived after a request. */
  doubt(): void {
    this.ask(doubtMs);
  }

  /** Sends a ping if the connection is open. @param replyMs silence after which the connection is dead */
  ask(replyMs = 2 * doubtMs): void {
    if (this.asking) return;
    this.asking = true;
    const answered = (): void => void (this.asking = false);
    // A server without this action refuses it, which is a sign of life as well.
    this.calls.start({ stream: 'rooms', action: 'ping', args: {}, replyMs, bound: true }, answered, answered);
  }
}
