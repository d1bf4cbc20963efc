import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Dovecot } from '../support/dovecot.mjs';
import { trusting, Vestnik } from '../support/vestnik.mjs';
import { violations } from './accessibility.mjs';
import { keepPictures, launch } from './browser.mjs';
import { step } from './step.mjs';
import { Visitor } from './visitor.mjs';

const password = 'a green door at six';
const letter = (subject) =>
  Buffer.from(`From: Carol <carol@example.org>\r\nTo: alice@example.org\r\nSubject: ${subject}\r\n\r\nHello.\r\n`);
const sizes = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

let dovecot, server, browser;
const visitors = [];
before(async () => {
  dovecot = await Dovecot.start({ alice: 'sesame', boris: 'open' });
  for (const user of ['alice', 'boris'])
    dovecot.fill(user, [1, 2, 3].map((n) => ({ raw: letter(`Letter ${n}.`), at: new Date(`2025-01-0${n}T00:00:00Z`) })));
  server = await Vestnik.start(process.env.VESTNIKD, trusting(dovecot));
  browser = await launch();
}, { timeout: 60_000 });
after(async () => {
  await keepPictures('accessibility', visitors);
  await browser?.close();
  await server?.stop();
  await dovecot?.stop();
});

async function arrives(size, language = 'en') {
  const locale = { en: 'en-US', ru: 'ru-RU' }[language];
  const context = await browser.newContext({ ...sizes[size], locale, reducedMotion: 'reduce' });
  const visitor = await Visitor.in(context, server.origin);
  visitors.push(visitor);
  return visitor;
}

// The people of each walk, who have a mailbox each.
const walks = [
  { size: 'desktop', language: 'en', login: 'alice' },
  { size: 'desktop', language: 'ru', login: 'alice' },
  { size: 'phone', language: 'en', login: 'boris' },
  { size: 'phone', language: 'ru', login: 'boris' },
];

test('every state of the page is as axe-core asks', { timeout: 400_000 }, async (t) => {
  const mary = await arrives('desktop');
  await mary.register({ login: 'mary', name: 'Mary', password });
  for (const { size, language, login } of walks) {
    const found = [];
    const me = await arrives(size, language);
    const look = async (where) => {
      for (const each of await violations(me.page)) found.push(`${where}: ${each}`);
    };
    const home = async () => {
      if (size === 'phone' && (await me.at('back').first().isVisible())) await me.at('back').first().click();
    };
    await step(t, `${size}, ${language}`, async () => {
      assert.equal(await me.page.evaluate(() => document.documentElement.lang), language);
      await look('sign in');
      await me.at('login').fill(login);
      await me.at('password').fill('wrong horse');
      await me.at('sign-in').click();
      await me.at('form-problem').waitFor();
      await look('sign in refused');
      const account = `${login}${language}`;
      await me.at('to-register').click();
      await me.at('register').waitFor();
      await me.at('name').fill(account);
      await me.at('login').fill('!');
      await me.at('password').fill(password);
      await me.at('password-again').fill('another');
      await me.at('register').click();
      await look('register refused');
      await me.at('login').fill(account);
      await me.at('password-again').fill(password);
      await me.at('register').click();
      await me.isConnected();
      await look('no rooms');
      await me.at('people-search').fill('nobody');
      await me.at('people-none').waitFor();
      await look('nobody found');
      await me.at('people-search').fill('mary');
      await me.at('person-item').waitFor();
      await look('people');
      await me.at('person-item', '[data-login=mary]').click();
      await me.at('composer').waitFor();
      await look('new chat');
      assert.equal(await me.focused(), size === 'phone' ? 'chat-title' : 'composer');
      await me.say('Are you there?');
      await mary.at('chat-item').filter({ hasText: account }).click();
      await mary.say('I am');
      await mary.at('composer').pressSequentially('and');
      await me.at('chat-typing').waitFor();
      await me.sees('I am');
      await look('chat');
      await me.write('x'.repeat(20_000));
      await me.at('message', '[data-status=failed]').waitFor();
      const problem = { en: 'Not sent: It is too long', ru: 'Не отправлено: Слишком длинно' }[language];
      await me.at('message', '[data-status=failed]').filter({ hasText: problem }).waitFor();
      await look('not sent');
      await home();
      await mary.say('and here');
      await look('chats');
      await me.at('account-menu').click();
      await me.at('account-panel').waitFor();
      await look('account menu');
      await me.page.keyboard.press('Escape');
      await me.at('add-mailbox').click();
      await me.at('mail-form').waitFor();
      await look('add a mailbox');
      await home();
      const mailbox = { address: `${login}@example.org`, host: dovecot.host, port: dovecot.tlsPort, user: login };
      await me.addMailbox({ ...mailbox, password: 'wrong' });
      await me.at('mail-problem').waitFor();
      await look('mailbox refused');
      await me.tryMailPassword(login === 'alice' ? 'sesame' : 'open');
      await me.at('mail-state', '[data-state=live]').waitFor();
      await me.seesMail('Letter 3.');
      await look('mailbox');
      await me.at('mail-item').first().focus();
      await me.page.keyboard.press('ArrowDown');
      assert.match(await me.page.evaluate(() => document.activeElement.innerText), /Letter 2/);
      await me.page.keyboard.press('ArrowUp');
      await me.page.keyboard.press('Enter');
      await me.at('mail-text').waitFor();
      await look('mail');
      if (size === 'phone') {
        assert.equal(await me.focused(), 'mail-reader-subject');
        await me.page.locator('[data-testid=mail-reader] [data-testid=back]').click();
        assert.equal(await me.focused(), 'mail-item');
      }
      await me.page.goto(`${server.origin}/#/chat/1`);
      await me.page.locator('main .button').waitFor();
      await look('no such room');
      await me.page.goto(`${server.origin}/#/`);
      await me.page.emulateMedia({ colorScheme: 'dark' });
      await me.at('chat-item').click();
      await me.sees('and here');
      await look('chat at night');
      await server.kill();
      await me.isDisconnected();
      await me.write('Written without a server');
      await me.sees('Written without a server', '[data-status=sending]');
      await look('no connection');
      await server.restart();
      await me.isConnected();
      await me.sees('Written without a server', '[data-status=sent]');
      await mary.isConnected();
      assert.deepEqual(found, []);
    });
  }
});

test('the page is usable by an input method, by keys and by ear', { timeout: 120_000 }, async (t) => {
  const [ada, eve] = [await arrives('desktop'), await arrives('desktop')];
  await ada.register({ login: 'ada', name: 'Ada', password });
  await eve.register({ login: 'eve', name: 'Eve', password });

  await step(t, 'with keys alone one finds a person, writes, and goes back to the list', async () => {
    await ada.page.keyboard.press('Tab');
    assert.equal(await ada.focused(), 'skip');
    while ((await ada.focused()) !== 'people-search') await ada.page.keyboard.press('Tab');
    await ada.page.keyboard.type('eve');
    await ada.page.keyboard.press('Enter');
    await ada.at('chat-title').filter({ hasText: 'Eve' }).waitFor();
    assert.equal(await ada.focused(), 'composer');
    await ada.page.keyboard.type('From the keys');
    await ada.page.keyboard.press('Enter');
    await ada.sees('From the keys', '[data-status=sent]');
    await eve.at('chat-item').focus();
    await eve.page.keyboard.press('Enter');
    await eve.sees('From the keys');
  });

  await step(t, 'what an input method composes is kept, and not sent by the Enter that ends it', async () => {
    const keys = await ada.page.context().newCDPSession(ada.page);
    const composing = { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 };
    await keys.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    await ada.page.waitForFunction(() => !document.querySelector('[data-testid=send]').disabled);
    await keys.send('Input.dispatchKeyEvent', composing);
    await keys.send('Input.insertText', { text: '日本' });
    await ada.composes('日本');
    await ada.page.keyboard.press('Enter');
    await ada.sees('日本', '[data-status=sent]');
    assert.deepEqual(await ada.messages(), ['From the keys', '日本']);
  });

  await step(t, 'a message that comes is read aloud, politely and with its author', async () => {
    await eve.say('Do you hear?');
    const announced = ada.at('announced', '[aria-live=polite]').filter({ hasText: 'Eve: Do you hear?' });
    await announced.waitFor({ state: 'attached' });
  });
});
