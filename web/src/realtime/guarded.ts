/**
 * Runs code of the library's user. What it throws is reported as uncaught, in a turn of its own, and does not keep the
 * library from going on.
 */
export function guarded(run: () => void): void {
  try {
    run();
  } catch (problem) {
    setTimeout(() => {
      throw problem;
    });
  }
}
