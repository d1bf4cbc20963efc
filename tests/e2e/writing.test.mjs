// What people write: marks, links and emoji, in both sizes and languages.
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
  await keepPictures('writing', visitors);
  await browser?.close();
  await server?.stop();
});

for (const { size, locale, party, none } of [
  { size: 'desktop', locale: 'en-US', party: 'party popper', none: 'no such emoji' },
  { size: 'phone', locale: 'ru-RU', party: 'хлопушка', none: 'нет такого' },
])
  test(`people write with marks and emoji (${size}, ${locale})`, { timeout: 120_000 }, async (t) => {
    const people = {};
    for (const name of ['alice', 'boris']) {
      const visitor = await Visitor.in(await browser.newContext({ ...sizes[size], locale, reducedMotion: 'reduce' }), server.origin);
      visitors.push(visitor);
      await visitor.register({ login: `${name}${size}`, name: name[0].toUpperCase() + name.slice(1), password });
      people[name] = visitor;
    }
    const { alice, boris } = people;
    await alice.openDialog(`boris${size}`);

    await step(t, 'marks show as what they mean, and markup as what was written', async () => {
      await alice.write('**The hall** is at `door 6`\n> bring keys\n\n- one\n- two\n\n<b>not bold</b> [site](https://example.org/a)');
      await alice.sees('The hall', '[data-status=sent]');
      await boris.openChat('The hall');
      const text = boris.at('message-text').last();
      assert.equal(await text.locator('strong').innerText(), 'The hall');
      assert.equal(await text.locator('code').innerText(), 'door 6');
      assert.equal(await text.locator('li').count(), 2);
      assert.equal(await text.locator('b').count(), 0);
      assert.match(await text.innerText(), /<b>not bold<\/b>/);
      assert.equal(await text.locator('a').getAttribute('href'), 'https://example.org/a');
      assert.match(await text.locator('a').getAttribute('rel'), /noopener/);
      assert.deepEqual(await violations(boris.page), []);
    });

    await step(t, 'a preview has the words without their marks', async () => {
      if (size === 'phone') await alice.at('back').first().click();
      assert.match(await alice.at('room-preview').first().innerText(), /The hall is at door 6 bring keys one two/);
      if (size === 'phone') await alice.openChat('The hall');
    });

    await step(t, 'an emoji is found by its name, and stands where the cursor is', async () => {
      await alice.at('composer').fill('ab');
      await alice.at('composer').evaluate((field) => field.setSelectionRange(1, 1));
      await alice.at('composer-emoji').click();
      await alice.at('emoji').nth(50).waitFor();
      assert.deepEqual(await violations(alice.page), []);
      await alice.at('emoji-search').fill(none);
      await alice.at('emoji-none').waitFor();
      await alice.at('emoji-search').fill(party);
      await alice.at('emoji', '[data-emoji="🎉"]').waitFor();
      await alice.at('emoji-search').press('Enter');
      await alice.composes('a🎉b');
      assert.equal(await alice.focused(), 'composer');
    });

    await step(t, 'what was used last stands first, is taken by keys, and Esc closes', async () => {
      await alice.at('composer-emoji').click();
      await alice.at('emoji', '[data-emoji="🎉"]').waitFor();
      assert.equal(await alice.at('emoji').count(), 1);
      await alice.at('emoji-search').press('ArrowDown');
      await alice.page.keyboard.press('Enter');
      await alice.page.waitForFunction(() => document.querySelector('[data-testid=composer]').value.length > 4);
      await alice.at('composer-emoji').click();
      await alice.at('emoji-picker').waitFor();
      await alice.page.keyboard.press('Escape');
      await alice.at('emoji-picker').waitFor({ state: 'detached' });
    });

    await step(t, 'any emoji is a reaction', async () => {
      await boris.at('message-text').last().click({ button: 'right', position: { x: 2, y: 2 } });
      await boris.at('menu-more-emoji').click();
      await boris.at('emoji', '[data-emoji="😀"]').click();
      await alice.at('reaction', '[data-emoji="😀"][data-count="1"]').waitFor();
    });

    await step(t, 'who reads above is told how much is new below', async () => {
      for (let n = 0; n < 6; ++n) await alice.say(`${n} ${'a line\n'.repeat(12)}end`.replace(/\n/g, ' – '));
      await alice.sees('5 a line', '[data-read=true]');
      await boris.at('message-list').evaluate((list) => list.scrollTo(0, 0));
      await boris.at('to-bottom').waitFor();
      for (const text of ['first', 'second']) await alice.say(text);
      await boris.at('new-below').filter({ hasText: /^2$/ }).waitFor();
      assert.deepEqual(await violations(boris.page), []);
      await boris.at('to-bottom').click();
      await boris.at('new-below').waitFor({ state: 'detached' });
    });

    await step(t, 'whoever is called in a group is offered by the beginning of the name', async () => {
      if (size === 'phone') await alice.at('back').first().click();
      await alice.at('new-group').click();
      await alice.at('picker-search').fill(`boris${size}`);
      await alice.page.locator(`[data-testid=new-group-pane] [data-testid=person-item][data-login=boris${size}]`).click();
      await alice.at('group-title').fill('Callers');
      await alice.at('group-create').click();
      await alice.at('composer').waitFor();
      await alice.at('composer').pressSequentially('hi @b');
      await alice.at('mention', `[data-login="boris${size}"][aria-selected=true]`).waitFor();
      assert.deepEqual(await violations(alice.page), []);
      await alice.at('composer').press('Enter');
      await alice.composes(`hi @boris${size} `);
      await alice.at('composer').press('Enter');
      await alice.sees(`hi @boris${size}`, '[data-status=sent]');
      await alice.at('composer').pressSequentially('@');
      await alice.at('mention', '[data-login=all]').waitFor();
      await alice.at('composer').press('Escape');
      await alice.at('mention-list').waitFor({ state: 'detached' });
      await alice.composes('@');
    });

    await step(t, 'a room is marked read, pinned, muted and put away from its row', async () => {
      if (size === 'phone') for (const visitor of [alice, boris]) await visitor.at('back').first().click();
      const row = boris.at('chat-item').filter({ hasText: 'Callers' });
      const choose = async (act) => {
        await row.click({ button: 'right' });
        await boris.at('menu').waitFor();
        assert.deepEqual(await violations(boris.page), []);
        await boris.at(`menu-${act}`).click();
        await boris.at('menu').waitFor({ state: 'detached' });
      };
      await row.locator('[data-testid=room-unread]').waitFor();
      await choose('read');
      await row.locator('[data-testid=room-unread]').waitFor({ state: 'detached' });
      await choose('pin-room');
      await row.locator('[data-testid=room-pinned]').waitFor();
      await choose('mute-forever');
      await row.locator('[data-testid=room-muted]').waitFor();
      await choose('archive');
      await row.waitFor({ state: 'detached' });
    });

    for (const visitor of visitors) assert.deepEqual(visitor.faults, []);
  });
