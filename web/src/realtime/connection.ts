import { BackOff } from './back_off';
import { isObject } from './wire';

/** The part of a browser's WebSocket that is used; tests give a fake. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

/**
 *   idle ──open()──▶ connecting ──▶ open ──┐ lost, 1000–4499
 *    ▲                  ▲  │ failed        ▼
 *    └─close()─ any     └──┴────────── waiting          any ──4500–4999, not admitted──▶ ended
 */
export type ConnectionState =
  | { name: 'idle' }
  | { name: 'connecting'; attempt: number }
  | { name: 'open' }
  | { name: 'waiting'; attempt: number; delayMs: number; code: number }
  | { name: 'ended'; code: number; reason: string };

export interface ConnectionSettings {
  makeSocket: () => Socket;
  /**
   * Asked after an attempt that never opened, since a browser does not tell a refused upgrade from a dead network:
   * `false` ends the connection (the session is over), `true` or a rejection goes on trying.
   */
  admitted?: () => Promise<boolean>;
  baseMs?: number;
  capMs?: number;
  /** How long a connection must live before the next loss counts as the first, milliseconds. */
  stableMs?: number;
  /** How long one attempt may take, milliseconds. */
  openMs?: number;
  random?: () => number;
}

export interface ConnectionListener {
  onState(state: ConnectionState): void;
  onFrame(text: string): void;
}

/** Close code of a session that is over (docs/wire.md section 3). */
export const sessionEnded = 4501;

/** Keeps one WebSocket open as long as it is wanted. Knows close codes and back-off, but not what the frames say. */
export class Connection {
  private current: ConnectionState = { name: 'idle' };
  private socket: Socket | undefined;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly backOff: BackOff;
  private heard = 0;
  /** Told apart by it: an answer about an earlier opening means nothing now. */
  private opening = 0;

  constructor(
    private readonly settings: ConnectionSettings,
    private readonly listener: ConnectionListener,
  ) {
    this.backOff = new BackOff({
      baseMs: settings.baseMs ?? 500,
      capMs: settings.capMs ?? 10_000,
      random: settings.random ?? Math.random,
    });
  }

  get state(): ConnectionState {
    return this.current;
  }

  /** Frames received so far; a call that sees it unchanged knows that the line is silent. */
  get framesHeard(): number {
    return this.heard;
  }

  open(): void {
    if (this.current.name !== 'idle' && this.current.name !== 'ended') return;
    this.opening += 1;
    this.connect();
  }

  /** Skips the rest of a wait: the network is back, or somebody pressed the button. */
  retryNow(): void {
    if (this.current.name === 'waiting') this.connect();
  }

  /** Says whether the frame was handed to an open socket. */
  send(text: string): boolean {
    if (this.current.name !== 'open' || !this.socket) return false;
    this.socket.send(text);
    return true;
  }

  /** Gives up a line that is open in name only, and connects anew. */
  drop(): void {
    if (this.current.name !== 'open') return;
    this.release();
    this.wait(1006, 0);
  }

  close(): void {
    this.release();
    this.attempt = 0;
    this.backOff.reset();
    this.enter({ name: 'idle' });
  }

  private connect(): void {
    this.release();
    this.attempt += 1;
    this.enter({ name: 'connecting', attempt: this.attempt });
    const socket = this.settings.makeSocket();
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (event: { data?: unknown }) => {
      this.heard += 1;
      if (typeof event.data === 'string') this.listener.onFrame(event.data);
    };
    socket.onclose = (event: { code?: number; reason?: string }) => this.lost(event.code ?? 1006, event.reason ?? '');
    this.timer = setTimeout(() => {
      this.release();
      this.wait(1006, 0);
    }, this.settings.openMs ?? 15_000);
  }

  private opened(): void {
    clearTimeout(this.timer);
    this.attempt = 0;
    this.timer = setTimeout(() => this.backOff.reset(), this.settings.stableMs ?? 5_000);
    this.enter({ name: 'open' });
  }

  private lost(code: number, reason: string): void {
    const neverOpened = this.current.name === 'connecting';
    this.release();
    if (code >= 4500 && code <= 4999) {
      this.enter({ name: 'ended', code, reason });
      return;
    }
    this.wait(code, retryMsOf(reason));
    if (neverOpened) this.askAdmission();
  }

  private askAdmission(): void {
    const asked = this.opening;
    this.settings.admitted?.().then(
      (admitted) => {
        const trying = this.current.name === 'waiting' || this.current.name === 'connecting';
        if (admitted || !trying || this.opening !== asked) return;
        this.release();
        this.enter({ name: 'ended', code: sessionEnded, reason: '' });
      },
      () => undefined,
    );
  }

  private wait(code: number, retryMs: number): void {
    const delayMs = this.backOff.next(retryMs);
    this.timer = setTimeout(() => this.connect(), delayMs);
    this.enter({ name: 'waiting', attempt: this.attempt, delayMs, code });
  }

  private release(): void {
    clearTimeout(this.timer);
    const socket = this.socket;
    if (!socket) return;
    this.socket = undefined;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private enter(state: ConnectionState): void {
    this.current = state;
    this.listener.onState(state);
  }
}

function retryMsOf(reason: string): number {
  try {
    const parsed: unknown = JSON.parse(reason);
    const retryMs = isObject(parsed) ? parsed.retry_ms : undefined;
    return typeof retryMs === 'number' && retryMs > 0 ? retryMs : 0;
  } catch {
    return 0;
  }
}
