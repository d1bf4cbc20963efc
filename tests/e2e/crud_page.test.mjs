// A program of one's own on the server: its model, its live subscriptions and its page (examples/crud_page).
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Postgres } from '../support/postgres.mjs';
import { Vestnik } from '../support/vestnik.mjs';
import { launch, patience } from './browser.mjs';
import { step } from './step.mjs';

const webRoot = join(dirname(fileURLToPath(import.meta.url)), '../../examples/crud_page');

/** The page with the tasks. */
class Tasks {
  static async at(browser, origin) {
    const tasks = new Tasks();
    tasks.page = await (await browser.newContext()).newPage();
    tasks.page.setDefaultTimeout(patience);
    await tasks.page.goto(origin);
    await tasks.isConnected();
    return tasks;
  }

  isConnected() {
    return this.page.locator('#state:text-is("connected")').waitFor();
  }

  isDisconnected() {
    return this.page.locator('#state:text-is("connecting")').waitFor();
  }

  async add(text) {
    await this.page.locator('#text').fill(text);
    await this.page.getByText('Add', { exact: true }).click();
  }

  /** The controls of one task, counted from 1. */
  task(number) {
    return this.page.locator(`#tasks li:nth-child(${number})`);
  }

  /** Waits until exactly these are shown: `x text` is done, `- text` is not. */
  async show(expected) {
    await this.page.waitForFunction((lines) => {
      const shown = [...document.querySelectorAll('#tasks li')].map(
        (item) => `${item.querySelector('[type=checkbox]').checked ? 'x' : '-'} ${item.querySelector('[aria-label=text]').value}`,
      );
      return JSON.stringify(shown) === JSON.stringify(lines);
    }, expected);
  }
}

let postgres, server, browser, one, two;
before(async () => {
  [postgres, browser] = await Promise.all([Postgres.start(), launch()]);
}, { timeout: 60_000 });
after(async () => {
  await browser?.close();
  await server?.stop();
  await postgres?.stop();
});

async function pagesShareTasks(t, options) {
  server = await Vestnik.start(process.env.CRUD_PAGE, { 'net.web-root': webRoot, ...options });
  one = await Tasks.at(browser, server.origin);
  two = await Tasks.at(browser, server.origin);
  const both = (expected) => Promise.all([one.show(expected), two.show(expected)]);

  await step(t, 'what one page creates the other shows', async () => {
    for (const text of ['write', 'read', 'rest']) {
      await one.add(text);
      await one.page.waitForFunction(() => document.querySelector('#text').value === '');
    }
    await both(['- write', '- read', '- rest']);
  });

  await step(t, 'what one page changes the other shows', async () => {
    await two.task(1).locator('[type=checkbox]').click();
    await both(['x write', '- read', '- rest']);
    await one.task(2).locator('[aria-label=text]').fill('read twice');
    await one.task(2).locator('[aria-label=text]').press('Enter');
    await both(['x write', '- read twice', '- rest']);
  });

  await step(t, 'what one page deletes the other shows no longer', async () => {
    await two.task(3).getByText('Delete').click();
    await both(['x write', '- read twice']);
  });

  await step(t, 'what the model refuses is said', async () => {
    await one.task(2).locator('[aria-label=text]').fill('');
    await one.task(2).locator('[aria-label=text]').press('Enter');
    await one.page.locator('#state:text-is("a task has a text")').waitFor();
    await two.show(['x write', '- read twice']);
  });

  await step(t, 'a server that was killed comes back with everything, and the pages go on', async () => {
    await server.kill();
    await Promise.all([one.isDisconnected(), two.isDisconnected()]);
    await server.restart();
    await Promise.all([one.isConnected(), two.isConnected()]);
    await both(['x write', '- read twice']);
    await two.add('wake up');
    await both(['x write', '- read twice', '- wake up']);
  });

  assert.equal(server.output.includes('error'), false, server.output);
  await Promise.all([one.page.context().close(), two.page.context().close()]);
  await server.stop();
}

test('two pages share the tasks that a program stores in SQLite', { timeout: 120_000 }, (t) => pagesShareTasks(t, {}));

test('two pages share the tasks that a program stores in PostgreSQL', { timeout: 120_000 }, (t) =>
  pagesShareTasks(t, { 'storage.url': postgres.url }));
