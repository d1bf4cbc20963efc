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
  await keepPictures('groups', visitors);
  await browser?.close();
  await server?.stop();
});

async function arrives(size, locale) {
  const visitor = await Visitor.in(await browser.newContext({ ...sizes[size], locale, reducedMotion: 'reduce' }), server.origin);
  visitors.push(visitor);
  return visitor;
}

// What the page says in each walk.
const walks = [
  { size: 'desktop', locale: 'en-US', title: 'Spring fair', gone: 'You are no longer in this room.', left: 'Alice left', renamed: 'Alice renamed' },
  { size: 'phone', locale: 'ru-RU', title: 'Весенняя ярмарка', gone: 'Вы больше не в этой комнате.', left: 'Alice выходит из комнаты', renamed: 'Alice меняет название' },
];

for (const { size, locale, title, gone, left, renamed } of walks)
  test(`three people live in a group (${size}, ${locale})`, { timeout: 240_000 }, async (t) => {
    const found = [];
    const longTitle = `${title} ${'W'.repeat(60)}`;
    const looks = async (visitor, where) => {
      for (const each of await violations(visitor.page)) found.push(`${where}: ${each}`);
    };
    const people = {};
    const login = (name) => `${name}${size}`;
    for (const name of ['alice', 'boris', 'carol']) {
      people[name] = await arrives(size, locale);
      await people[name].register({ login: login(name), name: name[0].toUpperCase() + name.slice(1), password });
    }
    const { alice, boris, carol } = people;
    const home = (visitor) => (size === 'phone' ? visitor.at('back').first().click() : undefined);
    /** Opens the menu of the message: by a right click or, without a pointer, by its button. */
    const menu = async (visitor, text) => {
      const message = visitor.at('message').filter({ hasText: text }).last();
      await message.locator('[data-testid=message-text]').click({ button: 'right' });
      await visitor.at('menu').waitFor();
    };

    await step(t, 'alice makes a group with boris and carol', async () => {
      await alice.at('new-group').click();
      for (const name of ['boris', 'carol']) {
        await alice.at('picker-search').fill(login(name));
        await alice.page.locator(`[data-testid=new-group-pane] [data-testid=person-item][data-login=${login(name)}]`).click();
        await alice.at('chosen-person', `[data-login=${login(name)}]`).waitFor();
      }
      await looks(alice, 'new group');
      await alice.at('group-title').fill(title);
      await alice.at('group-create').click();
      await alice.at('chat-title').filter({ hasText: title }).waitFor();
      await alice.at('composer').waitFor();
    });

    await step(t, 'all write, and each sees who wrote what', async () => {
      await alice.say('Who opens the hall?');
      await boris.openChat(title);
      await carol.openChat(title);
      await boris.say('I do');
      await carol.say('And I bring the till');
      for (const each of [alice, boris, carol]) {
        await each.sees('And I bring the till');
        assert.deepEqual(await each.messages(), ['Who opens the hall?', 'I do', 'And I bring the till']);
      }
      assert.deepEqual(await alice.at('message-author').allInnerTexts(), ['Boris', 'Carol']);
      await alice.at('message', '[data-read=true]').filter({ hasText: 'Who opens' }).waitFor();
    });

    await step(t, 'boris answers alice, and the quote leads to what he answers', async () => {
      await menu(boris, 'Who opens');
      await looks(boris, 'menu');
      await boris.at('menu-reply').click();
      await boris.at('composer-strip', '[data-kind=reply]').waitFor();
      await looks(boris, 'reply strip');
      await boris.say('At eight, with the key');
      await alice.at('message').filter({ hasText: 'At eight' }).locator('[data-testid=message-quote]').click();
      await alice.page.waitForFunction(() => document.activeElement?.innerText?.includes('Who opens the hall?'));
    });

    await step(t, 'carol reacts, and alice sees it and reacts, too', async () => {
      await menu(carol, 'Who opens');
      await carol.at('menu-react', '[data-emoji="🎉"]').click();
      await alice.at('reaction', '[data-emoji="🎉"][data-count="1"]').click();
      await carol.at('reaction', '[data-emoji="🎉"][data-count="2"]').waitFor();
      await carol.at('reaction').click();
      await alice.at('reaction', '[data-emoji="🎉"][data-count="1"]').waitFor();
    });

    await step(t, 'what alice edits, pins and deletes changes for all', async () => {
      await alice.say('Stalls 12 and 13');
      await alice.at('composer').press('ArrowUp');
      await alice.at('composer-strip', '[data-kind=edit]').waitFor();
      await alice.at('composer').fill('Stalls 12 and 14');
      await alice.at('composer').press('Enter');
      await boris.at('message').filter({ hasText: 'Stalls 12 and 14' }).locator('[data-testid=message-edited]').waitFor();
      await menu(alice, 'Stalls');
      await alice.at('menu-pin').click();
      await boris.at('pinned-bar').filter({ hasText: 'Stalls 12 and 14' }).waitFor();
      await alice.say('Never mind');
      await menu(alice, 'Never mind');
      await alice.at('menu-delete').click();
      await alice.at('ask').waitFor();
      await looks(alice, 'question');
      await alice.at('ask-yes').click();
      for (const each of [alice, boris, carol]) await each.at('message-deleted').waitFor();
      assert.equal(await carol.at('message').filter({ hasText: 'Never mind' }).count(), 0);
      await looks(carol, 'group');
      await carol.page.emulateMedia({ colorScheme: 'dark' });
      await looks(carol, 'group at night');
    });

    await step(t, 'who is called and looks elsewhere sees it in the list', async () => {
      if (size === 'phone') await home(boris);
      else await boris.page.goto(`${server.origin}/#/`);
      await alice.say(`@${login('boris')} do you have the key?`);
      await alice.say('And the till?');
      await boris.at('room-mentioned').waitFor();
      await boris.at('room-unread').filter({ hasText: '2' }).waitFor();
      await looks(boris, 'list');
      await boris.at('filter-new').click();
      await boris.openChat(title);
      await boris.sees('And the till?');
    });

    await step(t, 'alice renames the room and removes carol, whose room goes at once', async () => {
      await alice.at('chat-info').click();
      await alice.at('info-title-edit').click();
      await alice.at('info-title-field').fill(longTitle);
      await alice.at('info-title-save').click();
      await carol.at('chat-title').filter({ hasText: longTitle }).waitFor();
      await carol.at('room-line').filter({ hasText: renamed }).waitFor();
      await looks(alice, 'info');
      await alice.page.emulateMedia({ colorScheme: 'dark' });
      await looks(alice, 'info at night');
      await alice.at('member', `[data-login=${login('carol')}]`).locator('[data-testid=member-menu]').click();
      await alice.at('menu-remove').click();
      await alice.at('ask-yes').click();
      await carol.at('room-gone').filter({ hasText: gone }).waitFor();
      assert.equal(await carol.at('chat-item').count(), 0);
      await looks(carol, 'no longer there');
      await alice.at('member', `[data-login=${login('carol')}]`).waitFor({ state: 'detached' });
    });

    await step(t, 'alice leaves, and boris is the owner', async () => {
      await alice.at('leave-room').click();
      await alice.at('ask-yes').click();
      await alice.at('room-gone').filter({ hasText: gone }).waitFor();
      await boris.at('room-line').filter({ hasText: left }).waitFor();
      await boris.at('chat-info').click();
      await boris.at('member', `[data-login=${login('boris')}][data-role=owner]`).waitFor();
      await boris.at('mute-forever').click();
      await boris.at('unmute').waitFor();
      await boris.at('pin-room').click();
      await boris.at('pin-room', '[aria-pressed=true]').waitFor();
    });

    await step(t, 'a reload shows the same', async () => {
      await boris.at('info-close').click();
      await boris.page.reload();
      await boris.isConnected();
      await boris.sees('And the till?');
      await boris.at('message-deleted').waitFor();
      await boris.at('pinned-bar').filter({ hasText: 'Stalls 12 and 14' }).waitFor();
      assert.equal(await boris.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'nothing is wider than the screen');
      if (size === 'phone') await home(boris);
      await boris.at('room-muted').waitFor();
      await boris.at('room-pinned').waitFor();
    });

    assert.deepEqual(found, []);
    assert.deepEqual(visitors.flatMap(({ faults }) => faults), []);
  });
