// A server that is stopped while mailboxes are read for the first time ends in time, and loses nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ScriptedImap } from '../support/scripted_imap.mjs';
import { Vestnik } from '../support/vestnik.mjs';
import { WireClient } from '../support/wire_client.mjs';

const letters = 20_000;
const stops = Number(process.env.STOPS ?? 20);
const patience = 20_000;

let imap;
let server;
let alice;
before(
  async () => {
    imap = await ScriptedImap.start(letters);
    server = await Vestnik.start(process.env.VESTNIKD, {
      ...imap.trusting,
      'mail.chunk-messages': 5,
      'net.drain-timeout': '1s',
    });
    alice = new WireClient(server.origin);
    await alice.register({ login: 'alice', name: 'Alice', password: 'correct horse battery' });
    await alice.connect();
    for (const user of ['alice', 'office', 'lists', 'old'])
      await alice.write('mail', 'add', {
        address: `${user}@example.org`,
        host: '127.0.0.1',
        port: imap.port,
        security: 'plain',
        user,
        password: 'sesame',
      });
    alice.close();
  },
  { timeout: 60_000 },
);
after(async () => {
  await server?.stop();
  await imap?.stop();
});

test('a server that is stopped in the midst of a fetch ends in time, each time', { timeout: 600_000 }, async () => {
  for (let stop = 0; stop < stops; ++stop) {
    const sent = imap.sent;
    // Stopped at ever other moments: after as many messages as the number of the stop says.
    while (imap.sent < sent + 20 + 50 * (stop % 10)) await new Promise((resolve) => setImmediate(resolve));
    await server.drain(patience);
    assert.equal(server.signalCode, null, `stop ${stop}: it had to be killed, or it crashed`);
    assert.equal(server.exitCode, 0, `stop ${stop}`);
    await server.restart();
  }
});
