import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Vestnik } from '../support/vestnik.mjs';
import { keepPictures, launch } from './browser.mjs';
import { step } from './step.mjs';
import { Visitor } from './visitor.mjs';

const password = 'a green door at six';
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

let server, browser;
const visitors = [];
before(async () => {
  server = await Vestnik.start(process.env.VESTNIKD);
  browser = await launch();
}, { timeout: 60_000 });
after(async () => {
  await keepPictures('page', visitors);
  await browser?.close();
  await server?.stop();
});

async function arrives(context) {
  const visitor = await Visitor.in(context, server.origin);
  visitors.push(visitor);
  return visitor;
}

test('the page tells the truth', { timeout: 240_000 }, async (t) => {
  const [aliceHome, borisHome] = [await browser.newContext({ viewport: desktop }), await browser.newContext({ viewport: phone })];
  let alice = await arrives(aliceHome);
  let boris = await arrives(borisHome);
  const anna = await arrives(await browser.newContext());
  await alice.register({ login: 'alice', name: 'Alice', password });
  await boris.register({ login: 'boris', name: 'Boris', password });
  await anna.register({ login: 'anna', name: 'Anna', password });

  await step(t, 'Enter opens the dialog with whom the field names, not with whom it named before', async () => {
    await alice.at('people-search').fill('anna');
    await alice.at('person-item', '[data-login=anna]').waitFor();
    await alice.at('people-search').fill('boris');
    await alice.at('people-search').press('Enter');
    await alice.at('chat-title').filter({ hasText: 'Boris' }).waitFor();
    assert.equal(await alice.at('chat-item').count(), 1);
  });

  await step(t, 'who writes is shown to the other', async () => {
    await alice.say('Are you there?');
    await boris.openChat('Are you there?');
    await boris.at('composer').pressSequentially('In a mom');
    await alice.at('chat-typing').waitFor();
  });

  await step(t, 'what was read has its mark, on the other page', async () => {
    await alice.at('message', '[data-read=true]').filter({ hasText: 'Are you there?' }).waitFor();
  });

  await step(t, 'what was begun is there after a reload', async () => {
    const drafts = await boris.page.evaluate(
      () =>
        new Promise((resolve) => {
          const opening = indexedDB.open('vestnik');
          opening.onsuccess = () => {
            const all = opening.result.transaction('drafts').objectStore('drafts').getAll();
            all.onsuccess = () => resolve(all.result.map(({ text }) => text));
          };
        }),
    );
    assert.deepEqual(drafts, ['In a mom']);
    await boris.page.reload();
    await boris.isConnected();
    await boris.at('composer').waitFor();
    await boris.composes('In a mom');
  });

  await step(t, 'what is unread is known after a reload', async () => {
    await boris.at('back').first().click();
    await alice.say('One');
    await alice.say('Two');
    await boris.at('room-unread').filter({ hasText: '2' }).waitFor();
    await boris.page.evaluate(() => localStorage.clear()); // else the visit would go on in the chat
    await boris.page.reload();
    await boris.at('room-unread').filter({ hasText: '2' }).waitFor();
    await boris.at('chat-item').click();
    await alice.at('message', '[data-read=true]').filter({ hasText: 'Two' }).waitFor();
    await boris.at('back').first().click();
    await boris.page.waitForFunction(() => !document.querySelector('[data-testid=room-unread]'));
  });

  await step(t, 'a chat opens where what is new begins', async () => {
    await alice.writeAll(Array.from({ length: 210 }, (_, n) => `Line ${101 + n}`));
    await alice.sees('Line 310', '[data-status=sent]');
    await boris.at('room-unread').filter({ hasText: '99+' }).waitFor();
    await boris.at('chat-item').click();
    await boris.at('new-messages').waitFor();
    assert.equal(await boris.firstNew(), 'Line 101');
    await boris.page.waitForFunction(() => document.querySelector('[data-testid=new-messages]').getBoundingClientRect().top < innerHeight / 2);
    assert.ok(await boris.at('to-bottom').isVisible());
    await boris.at('to-bottom').click();
    await alice.at('message', '[data-read=true]').filter({ hasText: 'Line 310' }).waitFor();
    await alice.say('Line 311');
    await boris.sees('Line 311');
    await boris.write('So many lines');
    await boris.at('new-messages').waitFor({ state: 'detached' });
    await boris.sees('So many lines', '[data-status=sent]');
  });

  await step(t, 'what is new is shown as new and told as read, though the marks of the others come late', async () => {
    await boris.at('back').first().click();
    await alice.say('Before the marks');
    await boris.at('room-unread').filter({ hasText: '1' }).waitFor();
    await boris.page.close();
    const late = await borisHome.newPage();
    let release;
    const held = new Promise((resolve) => (release = resolve));
    await late.routeWebSocket(/\/ws/, (line) => {
      const there = line.connectToServer();
      line.onMessage((frame) => there.send(frame));
      there.onMessage(async (frame) => {
        if (/"chat:\d+":\{"seq"/.test(frame)) await held;
        line.send(frame);
      });
    });
    boris = await Visitor.of(late, server.origin);
    visitors.push(boris);
    await boris.sees('Before the marks');
    await boris.at('new-messages').waitFor();
    assert.equal(await boris.firstNew(), 'Before the marks');
    await alice.at('message', '[data-read=true]').filter({ hasText: 'Before the marks' }).waitFor();
    release();
  });

  await step(t, 'who was away from an open chat finds where what came meanwhile begins', async () => {
    await boris.page.close();
    const away = await borisHome.newPage();
    let [isAway, line] = [false];
    await away.routeWebSocket(/\/ws/, (opened) => {
      if (isAway) return void opened.close({ code: 1012 });
      opened.connectToServer();
      line = opened;
    });
    boris = await Visitor.of(away, server.origin);
    visitors.push(boris);
    await boris.isConnected();
    await boris.sees('Before the marks');
    isAway = true;
    await line.close({ code: 1012 });
    await boris.isDisconnected();
    await alice.writeAll(Array.from({ length: 210 }, (_, n) => `Away ${1 + n}`));
    await alice.sees('Away 210', '[data-status=sent]');
    isAway = false;
    // Its pauses have grown meanwhile, the longer the more slowly all goes; a line that is back ends them.
    await boris.page.evaluate(() => dispatchEvent(new Event('online')));
    await boris.sees('Away 210');
    assert.equal(await boris.firstNew(), 'Away 1');
    await boris.at('to-bottom').waitFor();
    assert.equal(await alice.at('message', '[data-read=true]').filter({ hasText: 'Away 210' }).count(), 0);
    await boris.at('to-bottom').click();
    await alice.at('message', '[data-read=true]').filter({ hasText: 'Away 210' }).waitFor();
  });

  await step(t, 'what was written without a server is sent once, though its page was closed', async () => {
    await server.kill();
    await alice.isDisconnected();
    await alice.write('The lights went out');
    await alice.sees('The lights went out', '[data-status=sending]');
    await alice.page.close();
    await server.restart();
    alice = await arrives(aliceHome);
    await alice.isConnected();
    await alice.at('chat-item').filter({ hasText: 'The lights went out' }).click();
    await alice.sees('The lights went out', '[data-status=sent]');
    await boris.sees('The lights went out');
    assert.equal((await boris.messages()).filter((text) => text === 'The lights went out').length, 1);
  });

  await step(t, 'two pages of one person have one draft, and send it once', async () => {
    const second = await arrives(aliceHome);
    await second.at('composer').waitFor();
    await alice.at('composer').fill('Half a thou');
    await second.composes('Half a thou');
    await second.at('composer').pressSequentially('ght');
    await alice.composes('Half a thought');
    await second.at('composer').press('Enter');
    await alice.composes('');
    await Promise.all([alice, second, boris].map((one) => one.sees('Half a thought')));
    await alice.at('composer').press('Enter');
    await alice.say('A whole one');
    await boris.sees('A whole one');
    assert.deepEqual((await boris.messages()).slice(-2), ['Half a thought', 'A whole one']);

    await server.kill();
    await Promise.all([alice, second].map((one) => one.isDisconnected()));
    await second.write('Written in a page that is closed');
    await second.sees('Written in a page that is closed', '[data-status=sending]');
    await second.page.close();
    await server.restart();
    await alice.sees('Written in a page that is closed', '[data-status=sent]');
    await boris.sees('Written in a page that is closed');
    await alice.page.reload();
    await alice.say('The last word');
    await boris.sees('The last word');
    assert.deepEqual((await boris.messages()).slice(-2), ['Written in a page that is closed', 'The last word']);
  });

  await step(t, 'a page whose browser has become somebody else’s is theirs, and shows nothing of before', async () => {
    await aliceHome.clearCookies();
    await aliceHome.addCookies(await anna.page.context().cookies());
    await server.kill();
    await server.restart();
    await alice.page.waitForFunction(() => !document.querySelector('[data-testid=message]'));
    await alice.isConnected();
    await alice.at('account-menu').click();
    await alice.at('own-name').filter({ hasText: 'Anna' }).waitFor();
    assert.equal(await alice.at('chat-item').count(), 0);
  });

  await step(t, 'the pages had no faults', () => assert.deepEqual(visitors.flatMap(({ faults }) => faults), []));
});
