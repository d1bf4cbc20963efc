/**
 * Runs code of the library's user. An exception does not stop the library: it is thrown again from a timer, where it is
 * reported as uncaught.
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
