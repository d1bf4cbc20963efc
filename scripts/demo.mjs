// ./dev demo: a private mail server, two people with a dialog, and mail that keeps coming, until Ctrl-C.
//
//     node scripts/demo.mjs VESTNIKD
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { Dovecot } from '../tests/support/dovecot.mjs';
import { freePort, isFree } from '../tests/support/free_port.mjs';
import { trusting, Vestnik } from '../tests/support/vestnik.mjs';
import { WireClient } from '../tests/support/wire_client.mjs';

const corpus = join(dirname(fileURLToPath(import.meta.url)), '../tests/data/mail');
const usualPort = 8080;
const secondsBetweenMails = 5;
const hour = 3_600_000;
const password = 'correct horse';
const mailUser = { user: 'alice', password: 'battery staple' };
const conversation = [
  ['alice', 'Boris, did the tickets come?'],
  ['boris', 'This morning, four of them. Привет от Кати!'],
  ['alice', 'Then six o’clock at the green door.'],
];

const people = [
  { login: 'alice', name: 'Alice', password },
  { login: 'boris', name: 'Boris', password },
];

function readMessages() {
  const paths = readFileSync(join(corpus, 'demo.txt'), 'utf8').split('\n').filter(Boolean);
  return paths.map((path) => readFileSync(join(corpus, path)));
}

/** Registers both, and lets them talk. @returns the one who gets the mailbox */
async function populate(origin) {
  const clients = new Map();
  for (const person of people) {
    const client = new WireClient(origin);
    await client.register(person);
    await client.connect();
    clients.set(person.login, client);
  }
  const alice = clients.get('alice');
  const { chat } = await alice.write('chats', 'dialog', { user: clients.get('boris').user.id });
  for (const [who, text] of conversation) await clients.get(who).write('chats', 'send', { chat: chat.id, text });
  clients.get('boris').close();
  return alice;
}

async function main(program) {
  console.log('      starting a private mail server');
  const dovecot = await Dovecot.start({ [mailUser.user]: mailUser.password });
  const messages = readMessages();
  const there = messages.slice(0, Math.ceil((messages.length * 2) / 3));
  const coming = messages.slice(there.length);
  dovecot.fill(mailUser.user, there.map((raw, i) => ({ raw, at: new Date(Date.now() - (there.length - i) * 5 * hour) })));

  console.log('      starting vestnikd');
  const port = (await isFree(usualPort)) ? usualPort : await freePort();
  const vestnik = await Vestnik.start(program, { ...trusting(dovecot), 'net.port': port });
  const alice = await populate(vestnik.origin);
  await alice.write('mail', 'add', {
    address: 'alice@example.org', host: dovecot.host, port: dovecot.tlsPort, security: 'tls', ...mailUser,
  });
  alice.close();

  console.log(`
  Open ${vestnik.origin}

    alice, password "${password}": has a mailbox with ${there.length} messages, and a new one every ${secondsBetweenMails} s
    boris, password "${password}": has a dialog with Alice; use another browser or a private window

  Ctrl-C ends the demo and removes everything.
`);

  vestnik.end().then(() => {
    console.error(`vestnikd has ended; it said:\n${vestnik.output}`);
    process.exit(1);
  });
  for (let i = 0; ; ++i) {
    await pause(secondsBetweenMails * 1000);
    await dovecot.deliver(mailUser.user, coming[i % coming.length]);
    console.log(`  ${new Date().toLocaleTimeString()}  a mail was delivered`);
  }
}

try {
  await main(process.argv[2]);
} catch (error) {
  console.error(`The demo cannot go on: ${error.message}`);
  process.exit(1);
}
