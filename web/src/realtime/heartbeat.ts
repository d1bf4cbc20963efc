import { doubtMs, type Calls, type Line } from './calls.ts';

/**
 * Notices that a line is dead: the server's pings are answered below us, and a network that is gone, or a server that
 * stands still, says nothing. The question alone does it: calls drop a line on which nothing is heard after one. A request
 * that takes long is none for that: a living server answers the question meanwhile.
 */
export class Heartbeat {
  private readonly line: Pick<Line, 'framesHeard'>;
  private readonly calls: Calls;
  private readonly quietMs: number;
  private timer: ReturnType<typeof setInterval> | undefined;
  private asking = false;

  /** @param quietMs silence after which the server is asked for a sign of life */
  constructor(line: Pick<Line, 'framesHeard'>, calls: Calls, quietMs: number) {
    this.line = line;
    this.calls = calls;
    this.quietMs = quietMs;
  }

  onOpen(): void {
    this.onLost();
    let heard = this.line.framesHeard;
    this.timer = setInterval(() => {
      if (this.line.framesHeard === heard) this.ask();
      heard = this.line.framesHeard;
    }, this.quietMs);
  }

  onLost(): void {
    clearInterval(this.timer);
  }

  /** Nothing was heard after a request. */
  doubt(): void {
    this.ask(doubtMs);
  }

  /** Asks at once; on a line that is not open it does nothing. @param replyMs without a word for so long it is dead */
  ask(replyMs = 2 * doubtMs): void {
    if (this.asking) return;
    this.asking = true;
    const answered = (): void => void (this.asking = false);
    // A server that has no such action refuses it, which is a sign of life as well.
    this.calls.start({ stream: 'rooms', action: 'ping', args: {}, replyMs, bound: true }, answered, answered);
  }
}
