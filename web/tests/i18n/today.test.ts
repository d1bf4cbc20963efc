import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { computed } from 'vue';

describe('i18n/today', () => {
  const evening = '2026-11-20T20:21:00';

  beforeEach(() => {
    vi.resetModules();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date('2026-11-20T20:22:00') });
  });
  afterEach(() => void vi.useRealTimers());

  it('makes of today’s time a weekday when the night has passed on an open page', async () => {
    const { listTime } = await import('@/i18n/dates');
    const shown = computed(() => listTime(evening));
    expect(shown.value).toBe('20:21');
    vi.advanceTimersByTime(12 * 3_600_000);
    expect(shown.value).toBe('Fri');
    vi.advanceTimersByTime(7 * 86_400_000);
    expect(shown.value).toBe('20 Nov');
    vi.advanceTimersByTime(60 * 86_400_000);
    expect(shown.value).toBe('20 Nov 2026');
  });

  it('looks again when the page comes back, as after a sleep in which no timer ran', async () => {
    const { listTime } = await import('@/i18n/dates');
    const shown = computed(() => listTime(evening));
    expect(shown.value).toBe('20:21');
    vi.setSystemTime(new Date('2026-11-21T08:21:00'));
    document.dispatchEvent(new Event('visibilitychange'));
    expect(shown.value).toBe('Fri');
  });
});
