// Pages with the plain browser code of the original systems, at its paths (docs/wire/legacy.md).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Dovecot } from '../support/dovecot.mjs';
import { trusting, Vestnik } from '../support/vestnik.mjs';
import { WireClient } from '../support/wire_client.mjs';
import { launch, patience } from './browser.mjs';
import { step } from './step.mjs';

const password = 'a green door at six';
const count = 60;
const letter = (number) =>
  Buffer.from(
    [
      'From: Carol <carol@example.org>',
      'To: alice@example.org',
      `Subject: Letter ${number}.`,
      'Date: Wed, 01 Jan 2025 00:00:00 +0000',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=part',
      '',
      '--part',
      'Content-Type: text/plain; charset=utf-8',
      '',
      `Hello, number ${number}.`,
      '--part',
      'Content-Type: application/pdf; name=minutes.pdf',
      'Content-Disposition: attachment; filename=minutes.pdf',
      '',
      'pdf',
      '--part--',
      '',
    ].join('\r\n'),
  );

let dovecot, server, browser, alice, boris, chat, account;
before(async () => {
  dovecot = await Dovecot.start({ alice: 'sesame' });
  const first = Date.parse('2025-01-01T00:00:00Z');
  dovecot.fill('alice', Array.from({ length: count }, (_, i) => ({ raw: letter(i + 1), at: new Date(first + i * 3_600_000) })));
  server = await Vestnik.start(process.env.VESTNIKD, { ...trusting(dovecot), 'mail.chunk-messages': 10 });
  browser = await launch();
  alice = new WireClient(server.origin);
  boris = new WireClient(server.origin);
  await alice.register({ login: 'alice', name: 'Alice', password });
  await boris.register({ login: 'boris', name: 'Boris', password });
  await alice.connect();
}, { timeout: 60_000 });
after(async () => {
  alice?.close();
  await browser?.close();
  await server?.stop();
  await dovecot?.stop();
});

/** A page on which `login` is signed in by the cookie. */
async function pageOf(login) {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(patience);
  await page.goto(server.origin);
  const status = await page.evaluate(
    async (body) => {
      const answer = await fetch('/api/v1/sessions', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-vestnik': '1' },
        body: JSON.stringify(body),
      });
      return answer.status;
    },
    { login, password },
  );
  assert.equal(status, 201);
  return page;
}

/** Downloads a mailbox. @returns all frames, parsed, and the close code */
const download = (page, mailbox) =>
  page.evaluate(
    (id) =>
      new Promise((resolve) => {
        const frames = [];
        const socket = new WebSocket(`ws://${location.host}/email/download/${id}/`);
        socket.onmessage = (e) => frames.push(JSON.parse(e.data));
        socket.onclose = (e) => resolve({ frames, code: e.code });
      }),
    mailbox,
  );

/** Sends the requests to `/ws/getMessages/`, each after the answer to the previous one. */
const getMessages = (page, room, requests) =>
  page.evaluate(
    async ({ room, requests }) => {
      const issued = await fetch('/api/v1/tickets', { method: 'POST', headers: { 'x-vestnik': '1' } });
      const { ticket } = await issued.json();
      const socket = new WebSocket(`ws://${location.host}/ws/getMessages/${room}/?token=${encodeURIComponent(ticket)}`);
      const answers = [];
      return new Promise((resolve, reject) => {
        socket.onopen = () => socket.send(JSON.stringify(requests.shift()));
        socket.onmessage = (e) => {
          answers.push(JSON.parse(e.data));
          if (requests.length) return socket.send(JSON.stringify(requests.shift()));
          socket.onclose = null;
          socket.close();
          resolve(answers);
        };
        socket.onclose = (e) => reject(new Error(`closed: ${e.code} ${e.reason}`));
      });
    },
    { room, requests },
  );

const titles = (frames) => frames.slice(1).map((frame) => frame.title);
const newestFirst = (from, to) => Array.from({ length: from - to + 1 }, (_, i) => `Letter ${from - i}.`);

function isWholeDownload({ frames, code }, total) {
  assert.equal(code, 1000);
  assert.ok(Array.isArray(frames[0].list_uids), 'the ids come first');
  assert.deepEqual(
    frames.slice(1).map((frame) => frame.reverse_number),
    Array.from({ length: total }, (_, i) => i + 1),
  );
  assert.equal(frames.at(-1).count, 0);
  assert.equal(frames.at(-1).procent, '100.00');
  for (const frame of frames.slice(1)) assert.match(frame.procent, /^\d{1,3}\.\d\d$/);
  assert.deepEqual(titles(frames).toSorted(), newestFirst(total, 1).toSorted(), 'each mail came once');
}

test('the plain browser code of the original systems works', { timeout: 240_000 }, async (t) => {
  const page = await pageOf('alice');

  await step(t, 'two pages download a mailbox while it is read from its server', async () => {
    const added = await alice.write('mail', 'add', {
      address: 'alice@example.org',
      host: dovecot.host,
      port: dovecot.tlsPort,
      security: 'tls',
      user: 'alice',
      password: 'sesame',
    });
    account = added.account.id;
    const downloads = await Promise.all([download(page, account), download(await pageOf('alice'), account)]);
    for (const result of downloads) isWholeDownload(result, count);
    t.diagnostic(`ids known at the start: ${downloads.map(({ frames }) => frames[0].list_uids.length)}`);
    assert.equal(await dovecot.sessions('alice'), 1, 'all through one IMAP session');
  });

  await step(t, 'a mailbox that is stored comes newest first, each mail whole', async () => {
    const { frames, code } = await download(page, account);
    isWholeDownload({ frames, code }, count);
    assert.equal(frames[0].list_uids.length, count);
    assert.deepEqual(titles(frames), newestFirst(count, 1));
    assert.deepEqual(frames[1], {
      count: count - 1,
      reverse_number: 1,
      procent: '1.67',
      uid: frames[0].list_uids[0],
      title: `Letter ${count}.`,
      sender: 'Carol <carol@example.org>',
      date_sending: '2025-01-01T00:00:00.000Z',
      date_receipt: '2025-01-03T11:00:00.000Z',
      text: frames[1].text,
      files: ['minutes.pdf'],
    });
    assert.match(frames[1].text, /^Hello, number 60\.\s*$/);
  });

  await step(t, 'a page of the chat is an array, newest first', async () => {
    chat = (await alice.write('chats', 'dialog', { user: boris.user.id })).chat.id;
    for (let i = 1; i <= 12; ++i) await alice.write('chats', 'send', { chat, text: `Message ${i}` });
    const [newest, rest, refused] = await getMessages(page, chat, [
      { quantity_start: 0, quantity_finish: 10 },
      { quantity_start: 10, quantity_finish: 20 },
      { quantity_start: 10, quantity_finish: 5 },
    ]);
    assert.deepEqual(newest.map(({ text }) => text), Array.from({ length: 10 }, (_, i) => `Message ${12 - i}`));
    assert.deepEqual(rest.map(({ text }) => text), ['Message 2', 'Message 1']);
    assert.equal(refused.response_status, 422);
    assert.equal(refused.errors[0].field, 'quantity_finish');
  });

  await step(t, 'rooms of others do not exist', async () => {
    const foreign = await pageOf('boris');
    const { frames, code } = await download(foreign, account);
    assert.equal(code, 4504);
    assert.equal(frames.length, 1);
    assert.equal(frames[0].response_status, 404);
    const [answer] = await getMessages(foreign, '4711', [{ quantity_start: 0, quantity_finish: 10 }]);
    assert.equal(answer.response_status, 404, JSON.stringify(answer));
  });
});
