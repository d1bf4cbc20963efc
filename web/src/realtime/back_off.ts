export interface BackOffSettings {
  /** Upper bound of the first delay, milliseconds. */
  baseMs: number;
  /** Upper bound of every delay that the server did not ask for, milliseconds. */
  capMs: number;
  /** Uniform in [0, 1). */
  random: () => number;
}

/**
 * Delays between attempts: full jitter, uniform in [0, min(cap, base · 2ⁿ)), so that the clients of a lost server do not
 * come back together. What the server asked for is waited in full, and jittered on top.
 */
export class BackOff {
  private attempts = 0;

  constructor(private readonly settings: BackOffSettings) {}

  next(retryMs = 0): number {
    const { baseMs, capMs, random } = this.settings;
    const bound = Math.min(capMs, baseMs * 2 ** Math.min(this.attempts, 30));
    this.attempts += 1;
    return retryMs + Math.floor(random() * bound);
  }

  reset(): void {
    this.attempts = 0;
  }
}
