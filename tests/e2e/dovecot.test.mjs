import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Dovecot } from '../support/dovecot.mjs';
import { ImapProbe } from './imap_probe.mjs';

const letter = (subject) => Buffer.from(`From: carol@example.org\r\nSubject: ${subject}\r\n\r\nHello.\r\n`);
const limits = { timeout: 30_000 };

let dovecot;
before(async () => (dovecot = await Dovecot.start({ alice: 'sesame', boris: 'open' })), limits);
after(() => dovecot?.stop());

test('a filled mailbox has its messages with their dates', limits, async () => {
  dovecot.fill('alice', [
    { raw: letter('old'), at: new Date('2024-02-03T04:05:06Z') },
    { raw: letter('new'), at: new Date('2025-02-03T04:05:06Z') },
  ]);
  const probe = await ImapProbe.tls(dovecot);
  assert.match(await probe.command('LOGIN alice sesame'), /^t OK/m);
  assert.match(await probe.command('SELECT INBOX'), /^\* 2 EXISTS/m);
  const dates = await probe.command('FETCH 1:2 (INTERNALDATE BODY.PEEK[HEADER.FIELDS (SUBJECT)])');
  assert.match(dates, /03-Feb-2024[^]*old[^]*03-Feb-2025[^]*new/);
  probe.close();
});

test('a wrong password is refused with a text', limits, async () => {
  const probe = await ImapProbe.tls(dovecot);
  assert.match(await probe.command('LOGIN alice wrong'), /^t NO \[AUTHENTICATIONFAILED\]/m);
  probe.close();
});

test('the plain port signs in after STARTTLS', limits, async () => {
  const probe = await ImapProbe.plain(dovecot);
  await probe.startTls(dovecot);
  assert.match(await probe.command('LOGIN boris open'), /^t OK/m);
  await probe.command('LOGOUT');
  probe.close();
});

test('a delivered message is announced to an idle session, which `sessions` counts', limits, async () => {
  const probe = await ImapProbe.tls(dovecot);
  await probe.command('LOGIN boris open');
  await probe.command('SELECT INBOX');
  probe.send('t IDLE');
  await probe.sees(/^\+ idling/m);
  assert.equal(await dovecot.sessions('boris'), 1);
  await dovecot.deliver('boris', letter('announced'));
  await probe.sees(/^\* 1 EXISTS/m);
  await dovecot.kick('boris');
  await probe.sees(/^\* BYE/m);
  probe.close();
});
