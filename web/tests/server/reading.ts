import type { Refusal, RoomEvent, RoomReader } from '../../src/realtime/index.ts';

/** Keeps what a reader is told, and lets a test wait for it. */
export class Reading implements RoomReader {
  readonly events: RoomEvent[] = [];
  readonly refusals: Refusal[] = [];
  resets = 0;
  /** Runs after each event that was kept. */
  onEach: ((event: RoomEvent) => void) | undefined;
  private readonly waiting = new Map<() => boolean, () => void>();

  onEvent(event: RoomEvent): void {
    this.events.push(event);
    this.look();
    this.onEach?.(event);
  }

  onReset(): void {
    this.resets += 1;
    this.look();
  }

  onRefused(refusal: Refusal): void {
    this.refusals.push(refusal);
    this.look();
  }

  get seqs(): (number | undefined)[] {
    return this.events.map(({ seq }) => seq);
  }

  /** The texts of the messages told, in the order told. */
  get texts(): string[] {
    return this.events.filter(({ event }) => event === 'message.created').map(({ data }) => (data as { text: string }).text);
  }

  /** Settles once it is so. */
  until(isSo: (reading: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.set(() => isSo(this), resolve);
      this.look();
    });
  }

  heard(text: string): Promise<void> {
    return this.until(({ texts }) => texts.includes(text));
  }

  private look(): void {
    for (const [isSo, resolve] of [...this.waiting]) {
      if (!isSo()) continue;
      this.waiting.delete(isSo);
      resolve();
    }
  }
}
