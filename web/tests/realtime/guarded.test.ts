// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guarded } from '@/realtime/guarded';

describe('realtime/guarded', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs the function at once', () => {
    const run = vi.fn();
    guarded(run);
    expect(run).toHaveBeenCalledOnce();
  });

  it('lets the caller go on, and reports the exception as uncaught', () => {
    guarded(() => {
      throw new Error('the reader is broken');
    });
    expect(() => vi.runAllTimers()).toThrow('the reader is broken');
  });
});
