// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { BackOff } from '@/realtime/back_off';

describe('realtime/back_off', () => {
  const bounds = (random: () => number, count: number): number[] => {
    const backOff = new BackOff({ baseMs: 500, capMs: 10_000, random });
    return Array.from({ length: count }, () => backOff.next());
  };

  it('doubles the bound of each delay up to the cap', () => {
    expect(bounds(() => 0.9999999, 7)).toEqual([499, 999, 1_999, 3_999, 7_999, 9_999, 9_999]);
  });

  it('jitters over the whole range, down to nothing', () => {
    expect(bounds(() => 0, 3)).toEqual([0, 0, 0]);
    expect(bounds(() => 0.5, 3)).toEqual([250, 500, 1_000]);
  });

  it('waits what the server asks for in full', () => {
    const backOff = new BackOff({ baseMs: 500, capMs: 10_000, random: () => 0.5 });
    expect(backOff.next(3_000)).toBe(3_250);
  });

  it('begins anew after a reset', () => {
    const backOff = new BackOff({ baseMs: 500, capMs: 10_000, random: () => 0.5 });
    backOff.next();
    backOff.next();
    backOff.reset();
    expect(backOff.next()).toBe(250);
  });
});
