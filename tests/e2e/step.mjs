/** A part of a test on which later parts depend. Its failure ends the test, with the part's name. */
export async function step(t, name, body) {
  try {
    await body();
  } catch (error) {
    throw new Error(`${name}: ${error.message}`, { cause: error });
  }
  t.diagnostic(name);
}
