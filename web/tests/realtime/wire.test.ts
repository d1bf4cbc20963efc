// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Refusal } from '@/realtime';
import { decodeCloseReason, decodeFrame, decodeRoomAnswer, encodeRequest, isFinal } from '@/realtime/wire';

const folder = new URL('../../../docs/wire/', import.meta.url);

/** The samples of a kind on all pages of docs/wire/, those of the ten frames too: each with its file and number there. */
const samples = (kind: string): { place: string; sample: string }[] =>
  readdirSync(folder).flatMap((file) =>
    [...readFileSync(new URL(file, folder), 'utf8').matchAll(new RegExp(`^\`\`\`json (?:ten-)?${kind}\\n([^]*?)\\n\`\`\`$`, 'gm'))].map(
      (match, index) => ({ place: `${file} ${index + 1}`, sample: match[1]! }),
    ),
  );

describe('realtime/wire', () => {
  it.each(samples('request'))('writes the request $place', ({ sample }) => {
    const { stream, payload } = JSON.parse(sample) as { stream: string; payload: { action: string; request_id: string } };
    const { action, request_id, ...args } = payload;
    expect(JSON.parse(encodeRequest(stream, action, request_id, args))).toEqual({ stream, payload });
  });

  it.each(samples('reply'))('reads the reply $place', ({ sample }) => {
    const { payload } = JSON.parse(sample) as { payload: Record<string, unknown> };
    expect(decodeFrame(sample)).toEqual({
      kind: 'reply',
      requestId: payload.request_id,
      status: payload.response_status,
      data: payload.data,
      errors: payload.errors,
    });
  });

  it.each(samples('event'))('reads the event $place', ({ sample }) => {
    const { payload } = JSON.parse(sample) as { payload: Record<string, unknown> };
    expect(decodeFrame(sample)).toEqual({ kind: 'event', seq: undefined, ...payload });
  });

  it.each(['', '{', 'null', '7', '[]', '{}', '{"payload":7}', '{"payload":{}}', '{"payload":{"event":"x"}}', '{"payload":{"room":"chat:1"}}'])(
    'ignores the frame %j',
    (text) => expect(decodeFrame(text)).toBeUndefined(),
  );

  it('reads a place in the log', () => {
    expect(decodeRoomAnswer({ seq: 183, log: '51b6', from: 181 })).toEqual({
      log: '51b6',
      from: 181,
      reset: false,
      gap: undefined,
      state: undefined,
    });
  });

  it('takes a gap as a reset, even if the server does not call it one', () => {
    const gap = { from: 1, to: 120 };
    expect(decodeRoomAnswer({ seq: 183, log: '51b6', from: 120, gap })).toMatchObject({ reset: true, gap, from: 120 });
    expect(decodeRoomAnswer({ seq: 183, log: '51b6', from: 120, gap, reset: true })).toMatchObject({ reset: true, gap });
    expect(decodeRoomAnswer({ seq: 183, log: '51b6', from: 183, reset: true })).toMatchObject({ reset: true, gap: undefined });
  });

  it('reads the state of a room, if it has one', () => {
    expect(decodeRoomAnswer({ seq: 1, log: '51b6', from: 1, state: null })).toMatchObject({ state: undefined });
    expect(decodeRoomAnswer({ seq: 1, log: '51b6', from: 1, state: { percent: 75 } })).toMatchObject({ state: { percent: 75 } });
  });

  it('reads why a room was refused', () => {
    const error = { code: 'not_found', field: 'rooms', message: 'no such room' };
    expect(decodeRoomAnswer({ error })).toMatchObject({ code: 'not_found', message: 'no such room' });
    expect(decodeRoomAnswer({ error })).toBeInstanceOf(Refusal);
  });

  it.each([undefined, null, 7, []])('refuses the answer %j as internal', (answer) => {
    expect(decodeRoomAnswer(answer)).toMatchObject({ code: 'internal' });
  });

  it('reads the close reason', () => {
    expect(decodeCloseReason('{"code":"draining","retry_ms":2000}')).toEqual({ reason: 'draining', retryMs: 2_000 });
  });

  it.each(['', 'nonsense', '[]', '7', '{"retry_ms":"soon"}', '{"retry_ms":-5}'])('keeps the close reason %j as it is', (text) => {
    expect(decodeCloseReason(text)).toEqual({ reason: text, retryMs: 0 });
  });

  it.each([
    [1006, false],
    [4499, false],
    [4500, true],
    [4501, true],
    [4999, true],
  ])('takes close code %i as final: %s', (code, final) => expect(isFinal(code)).toBe(final));
});
