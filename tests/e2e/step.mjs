/** A part of a test that later parts build on: its failure ends the test, and says where. */
export async function step(t, name, body) {
  try {
    await body();
  } catch (error) {
    throw new Error(`${name}: ${error.message}`, { cause: error });
  }
  t.diagnostic(name);
}
