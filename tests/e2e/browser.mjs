// Debian's Chromium, driven by playwright-core.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

const pictures = join(dirname(fileURLToPath(import.meta.url)), '../../build/e2e');

/** Longest wait for a condition, ms: enough for two busy cores and sanitizers. */
export const patience = 30_000;

export function launch() {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** Keeps a picture of each page in build/e2e, to see why a test failed. */
export async function keepPictures(name, visitors) {
  mkdirSync(pictures, { recursive: true });
  for (const [index, visitor] of visitors.entries())
    await visitor.page.screenshot({ path: join(pictures, `${name}-${index + 1}.png`) }).catch(() => {});
}
