/**
 * Small settings that stay on this device. Where a browser keeps nothing (it may refuse even the question), they last as long as
 * the page.
 */
export const onDevice = {
  read(key: string): string | null {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },

  /** `null` forgets it. */
  keep(key: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch {
      // Nothing is kept here.
    }
  },
};
