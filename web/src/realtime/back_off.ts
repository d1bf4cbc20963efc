export interface BackOffSettings {
  /** Upper bound of the first delay, milliseconds; 500 if absent. */
  baseMs?: number | undefined;
  /** Upper bound of every delay that the server did not ask for, milliseconds; 10,000 if absent. */
  capMs?: number | undefined;
  /** Uniform in [0, 1). */
  random?: (() => number) | undefined;
}

/** The longest delay that a server may ask for, milliseconds. Timers would overflow at 2³¹. */
const longestMs = 3_600_000;

/**
 * Delays between attempts, with full jitter: uniform in [0, min(cap, base · 2ⁿ)), so that the clients of a lost server do
 * not return together. A delay that the server asks for is kept in full, and jitter at least as wide is added to it, so
 * that a server can spread its clients.
 */
export class BackOff {
  private readonly settings: BackOffSettings;
  private attempts = 0;

  constructor(settings: BackOffSettings = {}) {
    this.settings = settings;
  }

  /** The delay before the next attempt, milliseconds. @param retryMs the delay that the server asks for */
  next(retryMs = 0): number {
    const { baseMs = 500, capMs = 10_000, random = Math.random } = this.settings;
    const bound = Math.min(capMs, baseMs * 2 ** Math.min(this.attempts, 30));
    const requestedMs = Math.min(retryMs, longestMs);
    this.attempts += 1;
    return requestedMs + Math.floor(random() * Math.max(bound, requestedMs));
  }

  reset(): void {
    this.attempts = 0;
  }
}
