// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { newOp } from '@/realtime';

describe('realtime/op', () => {
  it('makes a random UUID in the form of RFC 9562', () => {
    for (let n = 0; n < 100; n += 1) {
      expect(newOp()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it('makes a new id each time', () => {
    expect(new Set(Array.from({ length: 1_000 }, newOp)).size).toBe(1_000);
  });
});
