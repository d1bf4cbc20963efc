// A program that uses the server as a library: its model, its live subscriptions and its page (examples/crud_page).
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

  /** Waits until exactly these tasks are shown: `x text` is done, `- text` is not. */
  async show(expected) {
    await this.page.waitForFunction((lines) => {
      const shown = [...document.querySelectorAll('#tasks li')].map(
        (item) => `${item.querySelector('[type=checkbox]').checked ? 'x' : '-'} ${item.querySelector('[aria-label=text]').value}`,
      );
      return JSON.stringify(shown) === JSON.stringify(lines);
    }, expected);
  }
}

let postgres, server, browser, first, second;
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
  first = await Tasks.at(browser, server.origin);
  second = await Tasks.at(browser, server.origin);
  const both = (expected) => Promise.all([first.show(expected), second.show(expected)]);

  await step(t, 'tasks created on one page are shown on the other', async () => {
    for (const text of ['write', 'read', 'rest']) {
      await first.add(text);
      await first.page.waitForFunction(() => document.querySelector('#text').value === '');
    }
    await both(['- write', '- read', '- rest']);
  });

  await step(t, 'tasks changed on one page are shown on the other', async () => {
    await second.task(1).locator('[type=checkbox]').click();
    await both(['x write', '- read', '- rest']);
    await first.task(2).locator('[aria-label=text]').fill('read twice');
    await first.task(2).locator('[aria-label=text]').press('Enter');
    await both(['x write', '- read twice', '- rest']);
  });

  await step(t, 'tasks deleted on one page vanish from the other', async () => {
    await second.task(3).getByText('Delete').click();
    await both(['x write', '- read twice']);
  });

  await step(t, 'a refusal of the model is shown', async () => {
    await first.task(2).locator('[aria-label=text]').fill('');
    await first.task(2).locator('[aria-label=text]').press('Enter');
    await first.page.locator('#state:text-is("a task has a text")').waitFor();
    await second.show(['x write', '- read twice']);
  });

  await step(t, 'a server that was killed comes back with everything, and the pages go on', async () => {
    await server.kill();
    await Promise.all([first.isDisconnected(), second.isDisconnected()]);
    await server.restart();
    await Promise.all([first.isConnected(), second.isConnected()]);
    await both(['x write', '- read twice']);
    await second.add('wake up');
    await both(['x write', '- read twice', '- wake up']);
  });

  assert.equal(server.output.includes('error'), false, server.output);
  await Promise.all([first.page.context().close(), second.page.context().close()]);
  await server.stop();
}

test('two pages share the tasks that a program stores in SQLite', { timeout: 120_000 }, (t) => pagesShareTasks(t, {}));

test('two pages share the tasks that a program stores in PostgreSQL', { timeout: 120_000 }, (t) =>
  pagesShareTasks(t, { 'storage.url': postgres.url }));
