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
  /** `attempt` counts from 1 since the connection was last open. */
  | { name: 'connecting'; attempt: number }
  | { name: 'open' }
  /** Why the connection was lost, and after how many milliseconds the next attempt begins. */
  | { name: 'waiting'; attempt: number; delayMs: number; code: number; reason: string }
  /** The server wants no reconnect. `reason` is the server's code for why, for example `session_ended`. */
  | { name: 'ended'; code: number; reason: string };

export interface ConnectionSettings extends BackOffSettings {
  /**
   * Makes a new socket for each attempt; a promise where a ticket must be fetched first. The socket must not be open yet. A
   * throw or a rejection is a failed attempt.
   */
  makeSocket: () => Socket | Promise<Socket>;
  /**
   * Called after an attempt that never opened, since a browser does not tell a refused upgrade from a dead network:
   * `false` ends the connection (the session is over); after `true` or a rejection it goes on trying.
   */
  admitted?: () => Promise<boolean>;
  /** How long a socket must stay open before the next loss counts as the first, milliseconds; 5,000 if absent. */
  stableMs?: number;
  /** How long the first attempt may take, milliseconds; 5,000 if absent. The next ones take up to four times as long. */
  openMs?: number;
}

export interface ConnectionListener {
  onState(state: ConnectionState): void;
  onFrame(text: string): void;
}

/** Keeps one WebSocket open until it is closed here. Knows close codes and back-off, but not the content of frames. */
export class Connection {
  private readonly settings: ConnectionSettings;
  private readonly listener: ConnectionListener;
  private current: ConnectionState = { name: 'idle' };
  private socket: Socket | undefined;
  private attempt = 0;
  private received = 0;
  private readonly backOff: BackOff;
  /** Ends an attempt that takes too long, counts an open socket as stable, or ends a delay; depends on the state. */
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** No attempt before this moment, as the server asked; in the clock of `performance.now()`. */
  private notBefore = 0;
  /** Changes with every attempt, so that the socket of an earlier attempt is recognized when it comes late. */
  private generation = 0;
  /** Counts calls of `open()`: an answer that belongs to an earlier one is ignored. */
  private openings = 0;
  /** The opening whose admission is being asked for. */
  private askedFor: number | undefined;

  constructor(settings: ConnectionSettings, listener: ConnectionListener) {
    this.settings = settings;
    this.listener = listener;
    this.backOff = new BackOff(settings);
  }

  get state(): ConnectionState {
    return this.current;
  }

  /** Frames received so far. */
  get framesReceived(): number {
    return this.received;
  }

  /** Connects when the state is `idle` or `ended`; else does nothing. */
  open(): void {
    if (this.current.name !== 'idle' && this.current.name !== 'ended') return;
    this.openings += 1;
    this.attempt = 0;
    this.backOff.reset();
    this.connect();
  }

  /** Skips the rest of a delay, except a delay that the server asked for. */
  retryNow(): void {
    if (this.current.name !== 'waiting') return;
    clearTimeout(this.timer);
    const restMs = this.notBefore - performance.now();
    if (restMs > 0) this.timer = setTimeout(() => this.connect(), restMs);
    else this.connect();
  }

  /** Returns whether the frame was given to an open socket. */
  send(text: string): boolean {
    if (this.current.name !== 'open' || !this.socket) return false;
    this.socket.send(text);
    return true;
  }

  /** Closes a socket that is open but silent, and connects again. */
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
    const generation = (this.generation += 1);
    const failed = (problem: unknown): void => {
      if (this.generation === generation) this.lost(abnormalClosure, String(problem), 0);
    };
    const openMs = (this.settings.openMs ?? 5_000) * 2 ** Math.min(this.attempt - 1, 2);
    this.timer = setTimeout(() => failed('no answer in time'), openMs);
    this.enter({ name: 'connecting', attempt: this.attempt });
    if (this.generation !== generation) return; // the listener has closed the connection
    try {
      const socket = this.settings.makeSocket();
      if (!(socket instanceof Promise)) return this.adopt(socket);
      socket.then((late) => (this.generation === generation ? this.adopt(late) : late.close()), failed);
    } catch (problem) {
      failed(problem);
    }
  }

  private adopt(socket: Socket): void {
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (event: { data?: unknown }) => {
      this.received += 1;
      if (typeof event.data === 'string') this.listener.onFrame(event.data);
    };
    socket.onclose = (event: { code?: number; reason?: string }) => {
      const { reason, retryMs } = decodeCloseReason(event.reason ?? '');
      this.lost(event.code ?? abnormalClosure, reason, retryMs);
    };
    // A close with all details follows each error. But without a listener the package `ws` throws, even after the end.
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

  /** One question at a time: a server that hangs would find one of each attempt when it is back. */
  private askAdmission(): void {
    if (this.askedFor === this.openings || !this.settings.admitted) return;
    const openings = (this.askedFor = this.openings);
    const answered = (): void => {
      if (this.askedFor === openings) this.askedFor = undefined;
    };
    this.settings.admitted().then(
      (admitted) => {
        answered();
        const trying = this.current.name === 'waiting' || this.current.name === 'connecting';
        if (admitted || !trying || this.openings !== openings) return;
        this.release();
        this.enter({ name: 'ended', code: sessionEnded, reason: 'session_ended' });
      },
      answered,
    );
  }

  /** Closes the socket and cancels an attempt that is in progress. */
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
