/** A `BroadcastChannel` for tests: what one says, all others of that name have heard when it returns. */
export function newBroadcastChannel() {
  const open = new Set<FakeChannel>();
  class FakeChannel {
    readonly name: string;
    onmessage: ((event: { data: unknown }) => void) | null = null;

    constructor(name: string) {
      this.name = name;
      open.add(this);
    }

    postMessage(data: unknown): void {
      const copy = structuredClone(data);
      for (const other of open) if (other !== this && other.name === this.name) other.onmessage?.({ data: copy });
    }

    close(): void {
      open.delete(this);
    }
  }
  return FakeChannel;
}
