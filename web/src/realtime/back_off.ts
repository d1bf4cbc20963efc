export interface BackOffSettings {
  /** Upper bound of the first delay, milliseconds; 500 if absent. */
  baseMs?: number | undefined;
  /** Upper bound of every delay that the server did not ask for, milliseconds; 10,000 if absent. */
  capMs?: number | undefined;
  /** Uniform in [0, 1). */
  random?: (() => number) | undefined;
}

/** No more is waited because a server asks for it, milliseconds; timers also overflow at 2³¹. */
const longestMs = 3_600_000;

/**
 * Delays between attempts: full jitter, uniform in [0, min(cap, base · 2ⁿ)), so that the clients of a lost server do not
 * come back together. What the server asked for is waited in full; the jitter comes on top and is then at least as wide,
 * so that a server can spread its clients by what it asks for.
 */
export class BackOff {
  private readonly settings: BackOffSettings;
  private attempts = 0;

  constructor(settings: BackOffSettings = {}) {
    this.settings = settings;
  }

  next(retryMs = 0): number {
    const { baseMs = 500, capMs = 10_000, random = Math.random } = this.settings;
    const bound = Math.min(capMs, baseMs * 2 ** Math.min(this.attempts, 30));
    const asked = Math.min(retryMs, longestMs);
    this.attempts += 1;
    return asked + Math.floor(random() * Math.max(bound, asked));
  }

  reset(): void {
    this.attempts = 0;
  }
}
