import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Dovecot } from '../support/dovecot.mjs';
import { trusting, Vestnik } from '../support/vestnik.mjs';
import { keepPictures, launch } from './browser.mjs';
import { step } from './step.mjs';
import { Visitor } from './visitor.mjs';

const count = 120;
const letter = (subject) =>
  Buffer.from(`From: Carol <carol@example.org>\r\nTo: alice@example.org\r\nSubject: ${subject}\r\n\r\nHello.\r\n`);

let dovecot, server, browser;
const pages = [];
before(async () => {
  dovecot = await Dovecot.start({ alice: 'sesame' });
  const first = Date.parse('2025-01-01T00:00:00Z');
  dovecot.fill('alice', Array.from({ length: count }, (_, i) => ({
    raw: letter(`Letter ${i + 1}.`),
    at: new Date(first + i * 3_600_000),
  })));
  // Small chunks, so that progress is visible.
  server = await Vestnik.start(process.env.VESTNIKD, { ...trusting(dovecot), 'mail.chunk-messages': 10 });
  browser = await launch();
}, { timeout: 60_000 });
after(async () => {
  await keepPictures('mail', pages);
  await browser?.close();
  await server?.stop();
  await dovecot?.stop();
});

/** Records every progress that the page shows from now on, as [done, remaining]. */
async function recordProgress(visitor) {
  await visitor.page.evaluate(() => {
    window.progressSeen = [];
    new MutationObserver(() => {
      const bar = document.querySelector('[data-testid=mail-progress]');
      const now = bar && [Number(bar.dataset.done), Number(bar.dataset.remaining)];
      const last = window.progressSeen.at(-1);
      if (now && String(now) !== String(last)) window.progressSeen.push(now);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  return () => visitor.page.evaluate(() => window.progressSeen);
}

test('a mailbox is followed live in every page, by one IMAP session', { timeout: 240_000 }, async (t) => {
  const context = await browser.newContext();
  const account = { address: 'alice@example.org', host: dovecot.host, port: dovecot.tlsPort, user: 'alice' };
  const first = await Visitor.in(context, server.origin);
  pages.push(first);
  await first.register({ login: 'alice', name: 'Alice', password: 'a green door at six' });

  await step(t, 'a wrong password is refused with the mail server’s message', async () => {
    await first.addMailbox({ ...account, password: 'wrong' });
    await first.at('mail-problem').filter({ hasText: '[AUTHENTICATIONFAILED] Authentication failed.' }).waitFor();
  });

  await step(t, 'the right password shows the mail and the progress', async () => {
    const progress = await recordProgress(first);
    await first.tryMailPassword('sesame');
    await first.at('mail-state', '[data-state=live]').waitFor();
    await first.seesMail(`Letter ${count}.`);
    const seen = await progress();
    assert.ok(seen.length > 1, `progress was seen as ${JSON.stringify(seen)}`);
    const done = seen.map(([number]) => number);
    assert.deepEqual(done, done.toSorted((a, b) => a - b), 'progress never goes back');
    for (const [number, remaining] of seen) assert.equal(number + remaining, count);
  });

  await step(t, 'new mail is shown in both pages at once', async () => {
    const second = await Visitor.in(context, server.origin);
    pages.push(second);
    await second.isConnected();
    await second.at('mailbox-item').click();
    await second.seesMail(`Letter ${count}.`);
    const delivered = Date.now();
    await dovecot.deliver('alice', letter('Something new'));
    await Promise.all(pages.map((page) => page.seesMail('Something new')));
    t.diagnostic(`from delivery to both pages: ${Date.now() - delivered} ms`);
    for (const page of pages)
      assert.match(await page.at('mail-subject').first().innerText(), /Something new/, 'the newest stands first');
  });

  await step(t, 'all of it came through one IMAP session', async () => {
    assert.equal(await dovecot.sessions('alice'), 1);
  });

  await step(t, 'when the mail server ends the session, fetching resumes and no mail comes twice', async () => {
    await dovecot.kick('alice');
    await dovecot.deliver('alice', letter('After the break'));
    await Promise.all(pages.map((page) => page.seesMail('After the break')));
    for (const page of pages) {
      assert.equal(await page.at('mail-item').filter({ hasText: 'Something new' }).count(), 1);
      assert.equal(await page.at('mail-item').filter({ hasText: 'After the break' }).count(), 1);
    }
  });

  await step(t, 'the pages had no faults', () => assert.deepEqual(pages.flatMap((page) => page.faults), []));
});
