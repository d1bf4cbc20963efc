import { describe, expect, it } from 'vitest';
import { onceMore } from '@/model/once_more';

describe('model/once_more', () => {
  it('runs once more for all who asked meanwhile', async () => {
    let runs = 0;
    let go: () => void = () => undefined;
    const act = onceMore(async () => {
      runs += 1;
      await new Promise<void>((resolve) => (go = resolve));
    });
    const first = act('a');
    void act('a');
    void act('a');
    expect(runs).toBe(1);
    go();
    await Promise.resolve();
    await Promise.resolve();
    expect(runs).toBe(2);
    go();
    await first;
    expect(runs).toBe(2);
  });

  it('can be asked again after it has failed', async () => {
    let runs = 0;
    const act = onceMore(async () => {
      runs += 1;
      throw new Error('no');
    });
    await act('a');
    await act('a');
    expect(runs).toBe(2);
  });
});
