import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Vestnik } from '../support/vestnik.mjs';
import { violations } from './accessibility.mjs';
import { keepPictures, launch } from './browser.mjs';
import { step } from './step.mjs';
import { Visitor } from './visitor.mjs';

const password = 'a green door at six';
const sizes = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

let server, browser;
const visitors = [];
before(async () => {
  server = await Vestnik.start(process.env.VESTNIKD);
  browser = await launch();
}, { timeout: 60_000 });
after(async () => {
  await keepPictures('forward', visitors);
  await browser?.close();
  await server?.stop();
});

async function arrives(size, locale) {
  const visitor = await Visitor.in(await browser.newContext({ ...sizes[size], locale, reducedMotion: 'reduce' }), server.origin);
  visitors.push(visitor);
  return visitor;
}

for (const [size, locale, saved] of [['desktop', 'en-US', 'Saved'], ['phone', 'ru-RU', 'Избранное']])
  test(`what was said is brought elsewhere, and kept (${size}, ${locale})`, { timeout: 240_000 }, async (t) => {
    const found = [];
    const looks = async (visitor, where) => {
      for (const each of await violations(visitor.page)) found.push(`${where}: ${each}`);
    };
    const login = (name) => `${name}${size}`;
    const people = {};
    for (const name of ['alice', 'boris', 'carol']) {
      people[name] = await arrives(size, locale);
      await people[name].register({ login: login(name), name: name[0].toUpperCase() + name.slice(1), password });
    }
    const { alice, boris, carol } = people;
    const home = (visitor) => (size === 'phone' ? visitor.at('back').first().click() : undefined);
    const menu = async (visitor, text) => {
      await visitor.at('message').filter({ hasText: text }).last().locator('[data-testid=message-text]').click({ button: 'right' });
      await visitor.at('menu').waitFor();
    };

    await step(t, 'alice forwards a message of boris to carol, found by name', async () => {
      await alice.openDialog(login('carol'));
      await alice.say('Hello');
      await home(alice);
      await alice.openDialog(login('boris'));
      await alice.say('When does it open?');
      await boris.openChat('When does it open');
      await boris.say('At nine on Saturday');
      await alice.sees('At nine');
      await menu(alice, 'At nine');
      await alice.at('menu-forward').click();
      await alice.at('forward').waitFor();
      await looks(alice, 'picker');
      assert.equal(await alice.at('forward-room').count(), 2);
      await alice.at('forward-search').fill('carol');
      await alice.at('forward-room').filter({ hasText: 'Carol' }).click();
      await alice.at('toast').filter({ hasText: 'Carol' }).waitFor();
    });

    await step(t, 'carol sees whose words they are, and who has brought them', async () => {
      await carol.openChat('At nine');
      await carol.sees('At nine');
      await carol.at('message-forwarded').filter({ hasText: 'Boris' }).waitFor();
      assert.equal(await carol.at('message-to-origin').count(), 0);
      await looks(carol, 'forwarded');
      await carol.page.emulateMedia({ colorScheme: 'dark' });
      await looks(carol, 'forwarded at night');
    });

    await step(t, 'alice saves it, and what she keeps comes first and leads back', async () => {
      assert.equal(await alice.at('chat-item').filter({ hasText: saved }).count(), 0);
      await menu(alice, 'At nine');
      await alice.at('menu-save').click();
      await alice.at('toast').filter({ hasText: saved }).waitFor();
      await home(alice);
      await alice.at('chat-item').first().filter({ hasText: saved }).waitFor();
      await looks(alice, 'list');
      await alice.openChat(saved);
      await alice.at('message-forwarded').filter({ hasText: 'Boris' }).waitFor();
      await looks(alice, 'saved');
      await alice.say('Buy tape');
      await alice.page.reload();
      await alice.isConnected();
      await alice.sees('Buy tape');
      await alice.at('message-to-origin').click();
      await alice.at('chat-title').filter({ hasText: 'Boris' }).waitFor();
      await alice.page.waitForFunction(() => document.activeElement?.innerText?.includes('At nine'));
      assert.equal(await boris.at('chat-item').filter({ hasText: saved }).count(), 0);
      assert.equal(await alice.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is wider than the screen');
    });

    assert.deepEqual(found, []);
    assert.deepEqual(visitors.flatMap(({ faults }) => faults), []);
  });
