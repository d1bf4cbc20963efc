import type { Refusal, RoomEvent, RoomReader } from '../../src/realtime/index.ts';

/** A reader that keeps its events, and lets a test wait for them. */
export class Reading implements RoomReader {
  readonly events: RoomEvent[] = [];
  readonly refusals: Refusal[] = [];
  resets = 0;
  /** Called after each event. */
  onEach: ((event: RoomEvent) => void) | undefined;
  private readonly waiting = new Map<() => boolean, () => void>();

  onEvent(event: RoomEvent): void {
    this.events.push(event);
    this.check();
    this.onEach?.(event);
  }

  onReset(): void {
    this.resets += 1;
    this.check();
  }

  onRefused(refusal: Refusal): void {
    this.refusals.push(refusal);
    this.check();
  }

  get seqs(): (number | undefined)[] {
    return this.events.map(({ seq }) => seq);
  }

  /** The texts of the messages received, in order. */
  get texts(): string[] {
    return this.events.filter(({ event }) => event === 'message.created').map(({ data }) => (data as { text: string }).text);
  }

  /** Resolves once the condition holds. */
  until(condition: (reading: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.set(() => condition(this), resolve);
      this.check();
    });
  }

  /** Resolves once a message with this text was received. */
  received(text: string): Promise<void> {
    return this.until(({ texts }) => texts.includes(text));
  }

  private check(): void {
    for (const [holds, resolve] of [...this.waiting]) {
      if (!holds()) continue;
      this.waiting.delete(holds);
      resolve();
    }
  }
}
