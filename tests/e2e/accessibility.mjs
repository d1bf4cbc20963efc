// What axe-core finds on the page as it stands (https://github.com/dequelabs/axe-core).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The violations, one line each with the first element that has it. */
export async function violations(page) {
  // Axe may judge colours only when nothing fades any more.
  await page.evaluate(() => Promise.all(document.getAnimations().filter((each) => each.effect?.getComputedTiming().iterations !== Infinity).map((each) => each.finished.catch(() => {}))));
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.map(({ id, impact, help, nodes }) => `${impact} ${id}: ${help}: ${nodes.length} × ${nodes[0].html.slice(0, 200)}`);
}
