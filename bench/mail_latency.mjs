// The time from delivery in Dovecot to the event at a WebSocket, and to a bare IMAP client that only waits in IDLE, in the same
// run. The difference is the time that Vestnik adds: fetch, parse, store durably, fan out.
//
//     node bench/mail_latency.mjs VESTNIKD [MAILS]
import { performance } from 'node:perf_hooks';

import { ImapProbe } from '../tests/e2e/imap_probe.mjs';
import { Dovecot } from '../tests/support/dovecot.mjs';
import { trusting, Vestnik } from '../tests/support/vestnik.mjs';
import { WireClient } from '../tests/support/wire_client.mjs';
import { quantile } from './figures.mjs';

const password = 'sesame';
const letter = (number) =>
  Buffer.from(`From: Carol <carol@example.org>\r\nTo: alice@example.org\r\nSubject: Letter ${number}\r\n\r\nHello.\r\n`);

function row(name, values) {
  const cells = [0.5, 0.95, 1].map((q) => quantile(values, q).toFixed(1).padStart(9));
  console.log(`${name.padEnd(44)}${cells.join('')}`);
}

const [program, mails = '30'] = process.argv.slice(2);
const dovecot = await Dovecot.start({ alice: password });
const server = await Vestnik.start(program, trusting(dovecot));
try {
  const alice = new WireClient(server.origin);
  await alice.register({ login: 'alice', name: 'Alice', password: 'a green door at six' });
  await alice.connect();
  const arrivals = new Map();
  let wake = () => {};
  let state = '';
  alice.onEvent(({ event, data }) => {
    if (event === 'mail.received') arrivals.set(data.subject, performance.now());
    if (event === 'mailbox.state') state = data.state;
    wake();
  });
  const until = async (condition) => {
    while (!condition()) await new Promise((resolve) => (wake = resolve));
  };
  const { account } = await alice.write('mail', 'add', {
    address: 'alice@example.org', host: dovecot.host, port: dovecot.tlsPort, security: 'tls', user: 'alice', password,
  });
  const { rooms } = await alice.ask('rooms', 'subscribe', { rooms: { [`mailbox:${account.id}`]: 0 } });
  state = rooms[`mailbox:${account.id}`].state?.state ?? state;
  await until(() => state === 'live');

  const probe = await ImapProbe.tls(dovecot);
  await probe.command(`LOGIN alice ${password}`);
  await probe.command('EXAMINE INBOX');
  probe.send('i IDLE');
  await probe.sees(/^\+ /m);

  const bare = [];
  const vestnik = [];
  const added = [];
  for (let number = 1; number <= Number(mails); ++number) {
    const subject = `Letter ${number}`;
    const seen = probe.sees(/^\* \d+ EXISTS\r?\n/m).then(() => performance.now());
    const begin = performance.now();
    await dovecot.deliver('alice', letter(number));
    const announced = await seen;
    await until(() => arrivals.has(subject));
    bare.push(announced - begin);
    vestnik.push(arrivals.get(subject) - begin);
    added.push(arrivals.get(subject) - announced);
  }
  console.log(`${mails} mails, milliseconds${''.padEnd(24)}     p50      p95      max`);
  row('delivery begins -> EXISTS at a bare client', bare);
  row('delivery begins -> event at a WebSocket', vestnik);
  row('what Vestnik adds', added);
  probe.close();
  alice.close();
} finally {
  await server.stop();
  await dovecot.stop();
}
