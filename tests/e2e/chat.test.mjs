import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Vestnik } from '../support/vestnik.mjs';
import { keepPictures, launch } from './browser.mjs';
import { step } from './step.mjs';
import { Visitor } from './visitor.mjs';

const password = 'a green door at six';
const conversation = [
  ['alice', 'Are you there?'],
  ['boris', 'I am. Привет!'],
  ['alice', 'Green door, six o’clock'],
  ['alice', '<b>Bring</b> the tickets & a lamp'],
  ['boris', 'Four of them 🎟️'],
];
const texts = conversation.map(([, text]) => text);

let server, browser, alice, boris;
before(async () => {
  server = await Vestnik.start(process.env.VESTNIKD);
  browser = await launch();
}, { timeout: 60_000 });
after(async () => {
  if (alice && boris) await keepPictures('chat', [alice, boris]);
  await browser?.close();
  await server?.stop();
});

test('two people chat live, and neither a reload nor a power failure loses or reorders anything', { timeout: 240_000 }, async (t) => {
  alice = await Visitor.in(await browser.newContext(), server.origin);
  boris = await Visitor.in(await browser.newContext(), server.origin);
  const people = { alice, boris };
  const bothSee = (text) => Promise.all([alice.sees(text), boris.sees(text)]);
  const bothShow = async (expected) => {
    assert.deepEqual(await alice.messages(), expected);
    assert.deepEqual(await boris.messages(), expected);
  };

  await step(t, 'they register', async () => {
    await alice.register({ login: 'alice', name: 'Alice', password });
    await boris.register({ login: 'boris', name: 'Boris', password });
  });

  await step(t, 'a first message brings the dialog to the other page', async () => {
    await alice.openDialog('boris');
    await alice.say(texts[0]);
    await boris.openChat(texts[0]);
    await bothSee(texts[0]);
  });

  await step(t, 'each sees the messages of both, in the same order', async () => {
    for (const [author, text] of conversation.slice(1)) {
      await people[author].say(text);
      await bothSee(text);
    }
    await bothShow(texts);
  });

  await step(t, 'a reload shows the same', async () => {
    await alice.page.reload();
    await alice.isConnected();
    if (!(await alice.at('composer').isVisible())) await alice.openChat(texts.at(-1));
    await alice.sees(texts.at(-1));
    await bothShow(texts);
  });

  await step(t, 'after a power failure the pages resume by themselves, and a message written meanwhile arrives', async () => {
    await server.kill();
    await Promise.all([alice.isDisconnected(), boris.isDisconnected()]);
    await boris.write('The lights went out');
    await boris.sees('The lights went out', '[data-status=sending]');
    await server.restart();
    await Promise.all([alice.isConnected(), boris.isConnected()]);
    await bothSee('The lights went out');
    await alice.say('They are back');
    await bothSee('They are back');
    await bothShow([...texts, 'The lights went out', 'They are back']);
  });

  await step(t, 'the pages had no faults', () => assert.deepEqual([...alice.faults, ...boris.faults], []));
});
