// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { Refusal } from '@/realtime';

describe('realtime/refusal', () => {
  it('is an error with the message, code and field of the server', () => {
    const refusal = Refusal.of(429, [{ code: 'too_many', field: 'text', message: 'too many messages', retry_ms: 50 }]);
    expect(refusal).toBeInstanceOf(Error);
    expect(refusal).toMatchObject({ status: 429, code: 'too_many', field: 'text', message: 'too many messages', retryMs: 50 });
  });

  it.each([undefined, null, 'no', [], [null], ['no'], {}])('is internal when the errors are %j', (errors) => {
    expect(Refusal.of(500, errors)).toMatchObject({ status: 500, code: 'internal', retryMs: undefined });
  });

  it('leaves out what the server left out', () => {
    expect(Refusal.of(422, [{ code: 'invalid', retry_ms: 'soon' }])).toMatchObject({ code: 'invalid', field: '', message: '', retryMs: undefined });
  });

  it('has the status 0 when no answer came', () => {
    expect([Refusal.timeout().status, Refusal.disconnected().status]).toEqual([0, 0]);
  });

  it('has the refusal after which a call waited in vain as its cause', () => {
    const busy = Refusal.of(503, [{ code: 'unavailable', field: '', message: 'busy' }]);
    expect(Refusal.timeout(busy).cause).toBe(busy);
    expect('cause' in Refusal.timeout()).toBe(false);
  });
});
