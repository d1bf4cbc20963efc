/** The frames of docs/wire/frames.md: their types, and the functions that write and read them. */
import { Refusal } from './refusal.ts';

export type Arguments = Record<string, unknown>;

export interface Reply {
  kind: 'reply';
  /** `null` when the server could not read the id in the request. */
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
  /** RFC 3339, UTC; empty in a state that came with a subscription. */
  at: string;
  data: Data;
}

/** A place in a room's log: after the event `seq` of the log `log`. */
export interface Place {
  seq: number;
  log: string;
}

/** Events that the server no longer keeps, both ends included. */
export interface Gap {
  from: number;
  to: number;
}

/** The server's answer to a subscription, for one room. */
export interface RoomAnswer {
  log: string | undefined;
  /** Events follow after this `seq`. */
  from: number;
  /** `from` does not continue the client's place: that is in another log, or its next events are gone. */
  reset: boolean;
  gap: Gap | undefined;
  /** Data of the room's newest ephemeral event, if it has one. */
  state: unknown;
}

/** Asks for a room's events from now on. */
export const fromNow = 'now';

/** The most rooms in one request (docs/wire/rooms.md). */
export const roomsPerRequest = 1_000;

/** Close codes 4500–4999 mean "do not reconnect" (docs/wire/frames.md). */
export const isFinal = (closeCode: number): boolean => closeCode >= 4500;

/** Close code of a session that is over. */
export const sessionEnded = 4501;

/** Close code of a frame that is larger than the receiver takes (RFC 6455 section 7.4.1). */
export const messageTooBig = 1009;

/** Close code of a connection that ended without a close frame (RFC 6455 section 7.4.1). */
export const abnormalClosure = 1006;

export function encodeRequest(stream: string, action: string, requestId: string, args: Arguments): string {
  return JSON.stringify({ stream, payload: { action, request_id: requestId, ...args } });
}

/** Reads one text frame; `undefined` for a kind of frame that this version does not know, since later versions add some. */
export function decodeFrame(text: string): Reply | RoomEvent | undefined {
  const frame = parse(text);
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

/** Reads one room's part of the reply to `subscribe`: its answer or its refusal. */
export function decodeRoomAnswer(answer: unknown): RoomAnswer | Refusal {
  if (!isObject(answer)) return Refusal.of(200, undefined);
  if (answer.error !== undefined) return Refusal.of(200, [answer.error]);
  const gap = decodeGap(answer.gap);
  return {
    log: typeof answer.log === 'string' ? answer.log : undefined,
    from: typeof answer.from === 'number' ? answer.from : 0,
    reset: answer.reset === true || gap !== undefined,
    gap,
    state: answer.state ?? undefined,
  };
}

function decodeGap(gap: unknown): Gap | undefined {
  if (!isObject(gap) || typeof gap.from !== 'number' || typeof gap.to !== 'number') return undefined;
  return { from: gap.from, to: gap.to };
}

/** Reads the reason of a close frame, `{"code", "retry_ms"}`. A reason in another form is returned as it is. */
export function decodeCloseReason(text: string): { reason: string; retryMs: number } {
  const reason = parse(text);
  if (!isObject(reason)) return { reason: text, retryMs: 0 };
  const { code, retry_ms } = reason;
  return {
    reason: typeof code === 'string' ? code : text,
    retryMs: typeof retry_ms === 'number' && retry_ms > 0 ? retry_ms : 0,
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
