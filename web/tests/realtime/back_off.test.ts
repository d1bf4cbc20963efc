// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { BackOff } from '@/realtime/back_off';

describe('realtime/back_off', () => {
  const delays = (random: () => number, count: number): number[] => {
    const backOff = new BackOff({ baseMs: 500, capMs: 10_000, random });
    return Array.from({ length: count }, () => backOff.next());
  };

  it('doubles the bound of each delay up to the cap', () => {
    expect(delays(() => 0.9999999, 7)).toEqual([499, 999, 1_999, 3_999, 7_999, 9_999, 9_999]);
  });

  it('stays at the cap for ever', () => {
    expect(delays(() => 0.9999999, 2_000).at(-1)).toBe(9_999);
  });

  it('jitters over the whole range, down to 0', () => {
    expect(delays(() => 0, 3)).toEqual([0, 0, 0]);
    expect(delays(() => 0.5, 3)).toEqual([250, 500, 1_000]);
  });

  it('keeps the delay that the server asks for in full, and adds as much jitter', () => {
    const after = (random: number): number => new BackOff({ random: () => random }).next(3_000);
    expect(after(0)).toBe(3_000);
    expect(after(0.5)).toBe(4_500);
  });

  it('jitters over its usual range when the server asks for a short delay', () => {
    expect(new BackOff({ baseMs: 500, random: () => 0.5 }).next(20)).toBe(270);
  });

  it('waits an hour at most, even if the server asks for more', () => {
    expect(new BackOff({ random: () => 0 }).next(2 ** 40)).toBe(3_600_000);
  });

  it('starts with the base again after a reset', () => {
    const backOff = new BackOff({ baseMs: 500, random: () => 0.5 });
    backOff.next();
    backOff.next();
    backOff.reset();
    expect(backOff.next()).toBe(250);
  });
});
