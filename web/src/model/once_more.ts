/** Runs `act` for each key one at a time: however often it is asked for meanwhile, it runs once more. What it throws is lost. */
export function onceMore(act: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const running = new Map<string, { again: boolean }>();
  return async (key) => {
    const before = running.get(key);
    if (before) {
      before.again = true;
      return;
    }
    const state = { again: true };
    running.set(key, state);
    try {
      while (state.again) {
        state.again = false;
        await act(key);
      }
    } catch {
      // Whoever needs it asks again.
    } finally {
      running.delete(key);
    }
  };
}
