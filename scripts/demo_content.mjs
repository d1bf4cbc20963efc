// The content of the demo: two people with a dialog, and a mailbox that gets mail every few seconds.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { Dovecot } from '../tests/support/dovecot.mjs';
import { WireClient } from '../tests/support/wire_client.mjs';

const corpus = join(dirname(fileURLToPath(import.meta.url)), '../tests/data/mail');
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

/** Registers both and lets them talk. @returns the client of Alice, who gets the mailbox */
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
  for (const [login, text] of conversation) await clients.get(login).write('chats', 'send', { chat: chat.id, text });
  clients.get('boris').close();
  return alice;
}

/** A private mail server with two thirds of the messages; the others are delivered one by one. */
export class DemoContent {
  #later;
  #present;
  /** The mail server, which vestnikd must trust. */
  dovecot;

  static async start() {
    const content = new DemoContent();
    content.dovecot = await Dovecot.start({ [mailUser.user]: mailUser.password });
    const messages = readMessages();
    content.#present = messages.slice(0, Math.ceil((messages.length * 2) / 3));
    content.#later = messages.slice(content.#present.length);
    const count = content.#present.length;
    content.dovecot.fill(mailUser.user, content.#present.map((raw, i) => ({ raw, at: new Date(Date.now() - (count - i) * 5 * hour) })));
    return content;
  }

  /** Makes the people, their dialog and the mailbox. @param {string} origin of a running server */
  async fill(origin) {
    const { dovecot } = this;
    const alice = await populate(origin);
    await alice.write('mail', 'add', {
      address: 'alice@example.org', host: dovecot.host, port: dovecot.tlsPort, security: 'tls', ...mailUser,
    });
    alice.close();
  }

  /** The people who can sign in, as lines to print. */
  get people() {
    return `    alice, password "${password}": has a mailbox with ${this.#present.length} messages, and a new one every ${secondsBetweenMails} s
    boris, password "${password}": has a dialog with Alice; use another browser or a private window`;
  }

  /** Delivers mail for ever. */
  async deliver() {
    for (let i = 0; ; ++i) {
      await pause(secondsBetweenMails * 1000);
      await this.dovecot.deliver(mailUser.user, this.#later[i % this.#later.length]);
      console.log(`  ${new Date().toLocaleTimeString()}  a mail was delivered`);
    }
  }
}
