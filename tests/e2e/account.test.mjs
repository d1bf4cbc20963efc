// What a person does with the own account, in two browsers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Vestnik } from '../support/vestnik.mjs';
import { violations } from './accessibility.mjs';
import { keepPictures, launch } from './browser.mjs';
import { step } from './step.mjs';
import { Visitor } from './visitor.mjs';

const password = 'a green door at six';
const next = 'a red door at seven';
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
  await keepPictures('account', visitors);
  await browser?.close();
  await server?.stop();
});

// What the page says in each walk.
const walks = [
  { size: 'desktop', locale: 'en-US', devices: 'Devices', here: 'This device', wrong: 'The old password is wrong.' },
  { size: 'phone', locale: 'ru-RU', devices: 'Устройства', here: 'Это устройство', wrong: 'Старый пароль неверен.' },
];

for (const { size, locale, devices, here, wrong } of walks)
  test(`a person keeps the own account (${size}, ${locale})`, { timeout: 120_000 }, async (t) => {
    const login = `alice${size}`;
    const arrives = async () => {
      const visitor = await Visitor.in(await browser.newContext({ ...sizes[size], locale, reducedMotion: 'reduce' }), server.origin);
      visitors.push(visitor);
      return visitor;
    };
    const signsIn = async (visitor, secret) => {
      await visitor.at('login').fill(login);
      await visitor.at('password').fill(secret);
      await visitor.at('sign-in').click();
    };
    const settings = async (visitor) => {
      await visitor.at('account-menu').click();
      await visitor.at('to-settings').click();
      await visitor.at('settings-pane').waitFor();
    };
    const first = await arrives();
    await first.register({ login, name: 'Alice', password });
    const [second, third] = [await arrives(), await arrives()];
    for (const visitor of [second, third]) {
      await signsIn(visitor, password);
      await visitor.isConnected();
    }

    await step(t, 'all devices are listed, this one first', async () => {
      await settings(first);
      await first.page.getByRole('heading', { name: devices }).waitFor();
      await first.at('device').nth(2).waitFor();
      assert.match(await first.at('device').first().innerText(), new RegExp(`(Chrom|Headless).*\n.*${here}`, 's'));
      assert.equal(await first.at('revoke').count(), 2);
      assert.deepEqual(await violations(first.page), []);
    });

    await step(t, 'a device that is signed out is out at once', async () => {
      await first.at('revoke').first().click();
      await first.page.waitForFunction(() => document.querySelectorAll('[data-testid=device]').length === 2);
      // The newest stands first.
      await third.at('sign-in').waitFor();
      await second.at('account-menu').waitFor();
    });

    await step(t, 'a password is changed by who knows the old one', async () => {
      await first.at('to-security').click();
      const fill = async (old) => {
        await first.at('old-password').fill(old);
        await first.at('new-password').fill(next);
        await first.at('new-password-again').fill(next);
        await first.at('change-password').click();
      };
      await fill('not this one');
      assert.equal(await first.at('old-password-problem').innerText(), wrong);
      assert.deepEqual(await violations(first.page), []);
      await second.at('account-menu').waitFor();
      await fill(password);
      await first.at('password-changed').waitFor();
      await second.at('sign-in').waitFor();
      assert.equal(await first.at('settings-pane').count(), 1);
    });

    await step(t, 'only the new one opens, and all others are signed out by one button', async () => {
      await signsIn(second, password);
      await second.at('form-problem').waitFor();
      await signsIn(second, next);
      await second.isConnected();
      await first.at('to-devices').click();
      await first.at('revoke-others').click();
      await first.at('ask-yes').click();
      await second.at('sign-in').waitFor();
      await first.page.waitForFunction(() => document.querySelectorAll('[data-testid=device]').length === 1);
    });

    for (const visitor of [first, second, third]) assert.deepEqual(visitor.faults, []);
  });
