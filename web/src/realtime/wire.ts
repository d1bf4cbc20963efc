/** The frames of docs/wire.md section 2, and the one place that tells them apart. */

export type Arguments = Record<string, unknown>;

export interface Reply {
  kind: 'reply';
  /** `null` when the server could not read it from the request. */
  requestId: string | null;
  status: number;
  data: unknown;
  errors: unknown;
}

export interface RoomEvent<Data = unknown> {
  kind: 'event';
  event: string;
  room: string;
  /** Position in the room's log; ephemeral events have none. */
  seq: number | undefined;
  /** RFC 3339, UTC. */
  at: string;
  data: Data;
}

export function encodeRequest(stream: string, action: string, requestId: string, args: Arguments): string {
  return JSON.stringify({ stream, payload: { action, request_id: requestId, ...args } });
}

/** Reads one text frame; `undefined` for what this version does not know (fields and kinds are only ever added). */
export function decodeFrame(text: string): Reply | RoomEvent | undefined {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return undefined;
  }
  const payload = isObject(frame) ? frame.payload : undefined;
  if (!isObject(payload)) return undefined;
  if (typeof payload.response_status === 'number') {
    return {
      kind: 'reply',
      requestId: typeof payload.request_id === 'string' ? payload.request_id : null,
      status: payload.response_status,
      data: payload.data,
      errors: payload.errors,
    };
  }
  if (typeof payload.event === 'string' && typeof payload.room === 'string') {
    return {
      kind: 'event',
      event: payload.event,
      room: payload.room,
      seq: typeof payload.seq === 'number' ? payload.seq : undefined,
      at: typeof payload.at === 'string' ? payload.at : '',
      data: payload.data,
    };
  }
  return undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
