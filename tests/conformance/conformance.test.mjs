// Plays the table against VESTNIKD, or only the rules for every server against the echo endpoint CONFORMANCE_URL.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { removeScratch, scratchFolder } from '../support/scratch.mjs';
import { Vestnik } from '../support/vestnik.mjs';
import { longest } from './cases/promises.mjs';
import { rules, vestnikRules } from './table.mjs';
import { Target } from './target.mjs';

const { VESTNIKD, CONFORMANCE_URL } = process.env;

/** No limit except that of a message's length may be reached. */
const settings = {
  'net.test-echo': 'true',
  'net.max-message': `${longest}B`,
  'net.outbox-bytes': '1GiB',
  'net.outbox-frames': 65_536,
  'limits.messages-per-second': 10_000,
  'limits.message-burst': 100_000,
  'limits.address-requests-per-second': 100_000,
  'limits.address-request-burst': 1_000_000,
};

let server, target, site;
before(async () => {
  if (CONFORMANCE_URL) return (target = new Target(CONFORMANCE_URL));
  site = scratchFolder('site');
  writeFileSync(join(site, 'index.html'), '');
  server = await Vestnik.start(VESTNIKD, { ...settings, 'net.web-root': site });
  target = new Target(`${server.origin.replace(/^http/, 'ws')}/test/echo`);
}, { timeout: 60_000 });
after(async () => {
  await server?.stop();
  if (site) removeScratch(site);
});

for (const { number, title, rows } of CONFORMANCE_URL ? rules : [...rules, ...vestnikRules])
  suite(`${number} ${title}`, { concurrency: 4 }, () => {
    for (const row of rows)
      test(`${row.id} ${row.name} (§${row.section})`, async () => {
        const wrong = await row.play(target, row);
        if (wrong.length > 0) assert.fail(wrong.join('\n'));
      });
  });

if (!CONFORMANCE_URL)
  test('the server ends in order afterwards, without complaints of its sanitizers', async () => {
    await server.stop();
    assert.doesNotMatch(server.output, /Sanitizer|runtime error/);
  });
