import type { Socket } from '@/realtime';

export interface SentFrame {
  stream: string;
  payload: Record<string, unknown> & { action: string; request_id: string };
}

/** A WebSocket whose server is the test. */
export class FakeSocket implements Socket {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly sent: SentFrame[] = [];
  closedHere = false;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as SentFrame);
  }

  close(): void {
    this.closedHere = true;
  }

  opens(): void {
    this.onopen?.({} as never);
  }

  drops(code = 1006, reason = ''): void {
    this.onclose?.({ code, reason } as never);
  }

  says(stream: string, payload: object): void {
    this.onmessage?.({ data: JSON.stringify({ stream, payload }) } as never);
  }

  /** Answers a request, by default the newest. */
  answers(data: unknown, request: SentFrame = this.last()): void {
    const { action, request_id } = request.payload;
    this.says(request.stream, { action, request_id, response_status: 200, data, errors: [] });
  }

  refuses(status: number, error: object, request: SentFrame = this.last()): void {
    const { action, request_id } = request.payload;
    this.says(request.stream, { action, request_id, response_status: status, data: null, errors: [error] });
  }

  event(room: string, seq: number | undefined, event = 'message.created', data: object = {}): void {
    const at = '2026-11-20T16:20:00.123Z';
    this.says('rooms', { event, room, ...(seq === undefined ? {} : { seq }), at, data });
  }

  last(): SentFrame {
    const frame = this.sent.at(-1);
    if (!frame) throw new Error('nothing was sent');
    return frame;
  }

  /** The requests of one action, in order. */
  requests(action: string): SentFrame[] {
    return this.sent.filter(({ payload }) => payload.action === action);
  }
}

/** Makes sockets, and keeps them in the order of making. */
export function socketMaker(): { make: () => FakeSocket; made: FakeSocket[]; newest: () => FakeSocket } {
  const made: FakeSocket[] = [];
  return {
    made,
    make: () => {
      const socket = new FakeSocket();
      made.push(socket);
      return socket;
    },
    newest: () => {
      const socket = made.at(-1);
      if (!socket) throw new Error('no socket was made');
      return socket;
    },
  };
}
