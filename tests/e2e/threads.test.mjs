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
  await keepPictures('threads', visitors);
  await browser?.close();
  await server?.stop();
});

async function arrives(size, locale) {
  const visitor = await Visitor.in(await browser.newContext({ ...sizes[size], locale, reducedMotion: 'reduce' }), server.origin);
  visitors.push(visitor);
  return visitor;
}

for (const [size, locale] of [['desktop', 'en-US'], ['phone', 'ru-RU']])
  test(`two people talk aside in a thread (${size}, ${locale})`, { timeout: 240_000 }, async (t) => {
    const found = [];
    const looks = async (visitor, where) => {
      for (const each of await violations(visitor.page)) found.push(`${where}: ${each}`);
    };
    const login = (name) => `${name}${size}`;
    const alice = await arrives(size, locale);
    const boris = await arrives(size, locale);
    await alice.register({ login: login('alice'), name: 'Alice', password });
    await boris.register({ login: login('boris'), name: 'Boris', password });
    const pane = (visitor, id = 'thread-pane', condition = '') => visitor.page.locator(`[data-testid=thread-pane] [data-testid=${id}]${condition}`);
    const answer = async (visitor, text) => {
      await pane(visitor, 'composer').fill(text);
      await pane(visitor, 'composer').press('Enter');
      await pane(visitor, 'message', '[data-status=sent]').filter({ hasText: text }).waitFor();
    };
    const inRoom = (visitor) => visitor.page.locator('[data-testid=chat-pane] [data-testid=message-text]').allInnerTexts();
    const close = async (visitor) => {
      await visitor.at('thread-close').click();
      await visitor.at('thread-pane').waitFor({ state: 'detached' });
    };

    await step(t, 'boris answers a message of alice in a thread', async () => {
      await alice.openDialog(login('boris'));
      await alice.say('Who brings the extension lead?');
      await boris.openChat('extension lead');
      await boris.sees('extension lead');
      await boris.at('message-text').click({ button: 'right' });
      await boris.at('menu-thread').click();
      await boris.at('thread-pane').waitFor();
      await pane(boris, 'thread-root').filter({ hasText: 'Who brings' }).waitFor();
      await pane(boris, 'thread-count').waitFor();
      await looks(boris, 'empty thread');
      await answer(boris, 'There is one in the store room');
      await pane(boris, 'thread-follow', '[aria-pressed=true]').waitFor();
    });

    await step(t, 'the room shows it folded, and alice, who began it, has it unread there and nowhere else', async () => {
      await alice.at('thread-pill', '[data-count="1"]').filter({ hasText: 'Boris' }).waitFor();
      await alice.at('thread-unread').filter({ hasText: '1' }).waitFor();
      assert.deepEqual(await inRoom(alice), ['Who brings the extension lead?']);
      assert.equal(await alice.at('room-unread').count(), 0);
      await looks(alice, 'folded');
    });

    await step(t, 'alice reads it, and the mark is the thread’s own', async () => {
      await alice.at('thread-pill').click();
      await pane(alice, 'message-text').filter({ hasText: 'store room' }).waitFor();
      await alice.at('thread-unread').waitFor({ state: 'detached' });
      await looks(alice, 'thread');
      await alice.page.emulateMedia({ colorScheme: 'dark' });
      await looks(alice, 'thread at night');
      await alice.page.emulateMedia({ colorScheme: 'light' });
    });

    await step(t, 'they go on live, and what alice shows in the room as well is one message', async () => {
      await answer(alice, 'Is it earthed?');
      await pane(boris, 'message').filter({ hasText: 'Is it earthed?' }).waitFor();
      await answer(boris, 'It is not');
      await pane(alice, 'thread-also').check();
      await answer(alice, 'Then the hall lends us one');
      assert.equal(await pane(alice, 'thread-also').isChecked(), false);
      await pane(boris, 'message').filter({ hasText: 'the hall lends' }).waitFor();
      await close(boris);
      await boris.at('message').filter({ hasText: 'the hall lends' }).locator('[data-testid=message-from-thread]').waitFor();
      assert.deepEqual(await inRoom(boris), ['Who brings the extension lead?', 'Then the hall lends us one']);
      await boris.at('thread-pill', '[data-count="4"]').waitFor();
      await looks(boris, 'room with what came from a thread');
    });

    await step(t, 'boris follows no more, and nothing there is unread to him until he is called', async () => {
      await boris.at('message-from-thread').click();
      await pane(boris, 'thread-follow', '[aria-pressed=true]').click();
      await pane(boris, 'thread-follow', '[aria-pressed=false]').waitFor();
      await close(boris);
      await answer(alice, 'I ask Irina');
      await boris.at('thread-pill', '[data-count="5"]').waitFor();
      assert.equal(await boris.at('thread-unread').count(), 0);
      await answer(alice, `@${login('boris')} she says yes`);
      await boris.at('thread-unread').waitFor();
    });

    await step(t, 'a reload shows the same', async () => {
      await alice.page.reload();
      await alice.isConnected();
      await pane(alice, 'thread-root').filter({ hasText: 'Who brings' }).waitFor();
      await pane(alice, 'message').filter({ hasText: 'she says yes' }).waitFor();
      assert.equal(await pane(alice, 'message').count(), 6);
      assert.equal(await alice.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is wider than the screen');
      await boris.page.reload();
      await boris.isConnected();
      await boris.at('thread-pill', '[data-count="6"]').waitFor();
      await boris.at('thread-unread').waitFor();
      assert.deepEqual(await inRoom(boris), ['Who brings the extension lead?', 'Then the hall lends us one']);
    });

    assert.deepEqual(found, []);
    assert.deepEqual(visitors.flatMap(({ faults }) => faults), []);
  });
