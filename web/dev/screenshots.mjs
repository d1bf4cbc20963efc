// Walks through the page with dev/fake_server.mjs as its server, and keeps a picture of each step at both sizes.
//
//     node dev/screenshots.mjs FOLDER [http://127.0.0.1:8080]
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [folder, origin = 'http://127.0.0.1:8080'] = process.argv.slice(2);
if (!folder) throw new Error('usage: node dev/screenshots.mjs FOLDER [ORIGIN]');
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});

async function walk(name, viewport, options = {}) {
  const context = await browser.newContext({ viewport, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const errors = [];
  page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
  page.on('pageerror', (problem) => errors.push(String(problem)));
  const at = (id) => page.getByTestId(id);
  const keep = async (place) => {
    await page.waitForTimeout(600); // a transition must have ended
    await page.screenshot({ path: `${folder}/${name}-${place}.png` });
  };

  await page.goto(origin);
  await keep('1-sign-in');
  await at('to-register').click();
  await keep('2-register');
  await at('to-sign-in').click();
  await at('login').fill('alice');
  await at('password').fill('correct horse');
  await at('sign-in').click();
  await page.locator('[data-testid=connection-state][data-state=open]').waitFor({ state: 'attached' });
  await keep('3-rooms');
  await at('people-search').fill('bo');
  await at('person-item').first().waitFor();
  await keep('4-people');
  await page.locator('[data-testid=person-item][data-login=boris]').click();
  await at('composer').fill('Green door, six o’clock, four tickets.');
  await at('composer').press('Enter');
  await page.locator('[data-testid=message][data-status=sent]').last().waitFor();
  await at('composer').fill('/refuse this one');
  await at('composer').press('Enter');
  await at('message-retry').waitFor();
  await keep('5-chat');
  await at('message-discard').click();
  const back = () => page.locator('[data-testid=back]:visible').first().click();
  const narrow = viewport.width < 760;
  if (narrow) await back();
  await at('mailbox-item').first().click();
  await at('mail-item').first().waitFor();
  await keep('6-mailbox');
  await at('mail-item').filter({ hasText: 'Minutes of Tuesday' }).first().click();
  await at('mail-text').waitFor();
  await keep('7-mail');
  if (narrow) await back();
  if (narrow) await back();
  await at('account-menu').click();
  await keep('8-menu');
  await page.keyboard.press('Escape');
  await at('add-mailbox').click();
  await at('mail-address').fill('someone@gmail.com');
  await keep('9-add-preset');
  await at('mail-provider-other').click();
  await at('mail-host').fill('imap.example.net');
  await at('mail-password').fill('wrong');
  await at('mail-add').click();
  await at('mail-problem').waitFor();
  await keep('10-add-refused');
  await at('mail-password').fill('correct horse');
  await at('mail-add').click();
  await at('mail-progress').waitFor();
  await page.waitForTimeout(2_000);
  await keep('11-backfill');
  const entries = await page.locator('[data-entry]').evaluateAll((all) => all.map((each) => each.dataset.testid));
  for (const entry of entries) {
    await page.goto(`${origin}/#/`);
    await at(entry).click();
    await keep(`12-${entry}`);
  }
  console.log(name, errors.length ? errors : 'no errors in the console');
  await context.close();
}

await walk('desktop', { width: 1280, height: 800 });
await walk('desktop-night', { width: 1280, height: 800 }, { colorScheme: 'dark', locale: 'ru-RU' });
await walk('phone', { width: 390, height: 844 }, { isMobile: true, hasTouch: true, deviceScaleFactor: 2 });
await walk('phone-night', { width: 390, height: 844 }, { isMobile: true, hasTouch: true, colorScheme: 'dark' });
await browser.close();
