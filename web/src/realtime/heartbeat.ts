import { doubtMs, type Calls, type Transport } from './calls.ts';

/**
 * Finds out that a connection is dead. The browser answers the server's pings and does not tell the page, and a lost
 * network or a stopped server sends nothing at all. So the client sends a request of its own, `rooms.ping`: when no frame
 * arrives after it, `Calls` drops the connection. A slow reply is no reason to drop it, since a living server answers the
 * ping in the meantime.
 */
export class Heartbeat {
  private readonly transport: Pick<Transport, 'framesReceived'>;
  private readonly calls: Calls;
  private readonly quietMs: number;
  private timer: ReturnType<typeof setInterval> | undefined;
  private asking = false;

  /** @param quietMs silence after which a ping is sent */
  constructor(transport: Pick<Transport, 'framesReceived'>, calls: Calls, quietMs: number) {
    this.transport = transport;
    this.calls = calls;
    this.quietMs = quietMs;
  }

  onOpen(): void {
    this.onLost();
    let received = this.transport.framesReceived;
    this.timer = setInterval(() => {
      if (this.transport.framesReceived === received) this.ask();
      received = this.transport.framesReceived;
    }, this.quietMs);
  }

  onLost(): void {
    clearInterval(this.timer);
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
