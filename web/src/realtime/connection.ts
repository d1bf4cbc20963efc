import { BackOff, type BackOffSettings } from './back_off.ts';
import { abnormalClosure, decodeCloseReason, isFinal, sessionEnded } from './wire.ts';

/** The part of a WebSocket that is used: the browsers', Node's, or that of the package `ws`. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
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
  /** `attempt` counts from 1 since the last open line. */
  | { name: 'connecting'; attempt: number }
  | { name: 'open' }
  /** Why the line was lost, and after how many milliseconds the next attempt begins. */
  | { name: 'waiting'; attempt: number; delayMs: number; code: number; reason: string }
  /** The server wants no reconnect. `reason` is its word for why, as `session_ended`. */
  | { name: 'ended'; code: number; reason: string };

export interface ConnectionSettings extends BackOffSettings {
  /**
   * A new socket for each attempt; a promise where a ticket must be fetched first. It must not be open yet. A throw or a
   * rejection is a failed attempt.
   */
  makeSocket: () => Socket | Promise<Socket>;
  /**
   * Asked after an attempt that never opened, since a browser does not tell a refused upgrade from a dead network:
   * `false` ends the connection (the session is over), `true` or a rejection goes on trying.
   */
  admitted?: () => Promise<boolean>;
  /** How long a line must live before the next loss counts as the first, milliseconds; 5,000 if absent. */
  stableMs?: number;
  /** How long the first attempt may take, milliseconds; 5,000 if absent. The next ones take up to four times as long. */
  openMs?: number;
}

export interface ConnectionListener {
  onState(state: ConnectionState): void;
  onFrame(text: string): void;
}

/** Keeps one WebSocket open as long as it is wanted. Knows close codes and back-off, but not what the frames say. */
export class Connection {
  private readonly settings: ConnectionSettings;
  private readonly listener: ConnectionListener;
  private current: ConnectionState = { name: 'idle' };
  private socket: Socket | undefined;
  private attempt = 0;
  private heard = 0;
  private readonly backOff: BackOff;
  /** Of the current state: an attempt's end, a line's coming of age, or the end of a wait. */
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The server asked not to be called before, in the clock of `performance.now()`. */
  private notBefore = 0;
  /** Changes with every attempt: a socket that comes late belongs to one that is no more. */
  private generation = 0;
  /** Counts `open()`: an answer about an earlier one means nothing now. */
  private openings = 0;

  constructor(settings: ConnectionSettings, listener: ConnectionListener) {
    this.settings = settings;
    this.listener = listener;
    this.backOff = new BackOff(settings);
  }

  get state(): ConnectionState {
    return this.current;
  }

  /** Frames received so far. */
  get framesHeard(): number {
    return this.heard;
  }

  /** Begins, or begins anew after the end; else does nothing. */
  open(): void {
    if (this.current.name !== 'idle' && this.current.name !== 'ended') return;
    this.openings += 1;
    this.attempt = 0;
    this.backOff.reset();
    this.connect();
  }

  /** Skips the rest of a wait, except what the server asked for. */
  retryNow(): void {
    if (this.current.name !== 'waiting') return;
    clearTimeout(this.timer);
    const restMs = this.notBefore - performance.now();
    if (restMs > 0) this.timer = setTimeout(() => this.connect(), restMs);
    else this.connect();
  }

  /** Says whether the frame was handed to an open socket. */
  send(text: string): boolean {
    if (this.current.name !== 'open' || !this.socket) return false;
    this.socket.send(text);
    return true;
  }

  /** Gives up a line that is open in name only, and connects anew. */
  drop(): void {
    if (this.current.name === 'open') this.lost(abnormalClosure, 'silent', 0);
  }

  close(): void {
    this.release();
    this.enter({ name: 'idle' });
  }

  private connect(): void {
    this.release();
    this.attempt += 1;
    const mine = (this.generation += 1);
    const failed = (problem: unknown): void => {
      if (this.generation === mine) this.lost(abnormalClosure, String(problem), 0);
    };
    const openMs = (this.settings.openMs ?? 5_000) * 2 ** Math.min(this.attempt - 1, 2);
    this.timer = setTimeout(() => failed('no answer in time'), openMs);
    this.enter({ name: 'connecting', attempt: this.attempt });
    if (this.generation !== mine) return; // whoever was told has closed it
    try {
      const made = this.settings.makeSocket();
      if (!(made instanceof Promise)) return this.adopt(made);
      made.then((socket) => (this.generation === mine ? this.adopt(socket) : socket.close()), failed);
    } catch (problem) {
      failed(problem);
    }
  }

  private adopt(socket: Socket): void {
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (event: { data?: unknown }) => {
      this.heard += 1;
      if (typeof event.data === 'string') this.listener.onFrame(event.data);
    };
    socket.onclose = (event: { code?: number; reason?: string }) => {
      const { reason, retryMs } = decodeCloseReason(event.reason ?? '');
      this.lost(event.code ?? abnormalClosure, reason, retryMs);
    };
    // A close follows each error and says all; but where nobody listens, `ws` throws, even after the end.
    socket.onerror = () => undefined;
  }

  private opened(): void {
    clearTimeout(this.timer);
    this.attempt = 0;
    this.timer = setTimeout(() => this.backOff.reset(), this.settings.stableMs ?? 5_000);
    this.enter({ name: 'open' });
  }

  private lost(code: number, reason: string, retryMs: number): void {
    const neverOpened = this.current.name === 'connecting';
    this.release();
    if (isFinal(code)) return this.enter({ name: 'ended', code, reason });
    if (neverOpened) this.askAdmission();
    const delayMs = this.backOff.next(retryMs);
    this.notBefore = performance.now() + Math.min(retryMs, delayMs);
    this.timer = setTimeout(() => this.connect(), delayMs);
    this.enter({ name: 'waiting', attempt: this.attempt, delayMs, code, reason });
  }

  private askAdmission(): void {
    const asked = this.openings;
    this.settings.admitted?.().then(
      (admitted) => {
        const trying = this.current.name === 'waiting' || this.current.name === 'connecting';
        if (admitted || !trying || this.openings !== asked) return;
        this.release();
        this.enter({ name: 'ended', code: sessionEnded, reason: 'session_ended' });
      },
      () => undefined,
    );
  }

  /** Lets go of the socket and of every attempt under way. */
  private release(): void {
    clearTimeout(this.timer);
    this.generation += 1;
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
