// A mailbox that gets mail without pause, and somebody who watches it: what arrived, when, and who fetched it (I6).
import { setTimeout as pause } from 'node:timers/promises';

import { Dovecot } from '../support/dovecot.mjs';

const mailUser = { user: 'alice', password: 'battery staple' };
const deliveryMs = 400;
/** Mail that was delivered is there after so long, or never. */
const arrivalMs = 60_000;

const letter = (number) => `From: carol@example.org\r\nTo: alice@example.org\r\nSubject: letter ${number}\r\n\r\nThe ${number}th.\r\n`;

export class MailTraffic {
  #dovecot;
  #reader;
  #door;
  #account;
  #seq = 0;
  #socket;
  #nodes;
  #delivering = Promise.resolve();
  #ending = false;
  /** Subject → when it was delivered; and when it was seen first. Milliseconds of this process's clock. */
  delivered = new Map();
  seen = new Map();

  /** @param {Network} network to be reached in */
  static async prepare(network) {
    const traffic = new MailTraffic();
    traffic.#dovecot = await Dovecot.start({ [mailUser.user]: mailUser.password }, network.address);
    traffic.#nodes = new Map(network.segments.map(({ name, address }) => [address, name]));
    traffic.host = network.address;
    return traffic;
  }

  /** Settings of nodes that may fetch from it. */
  get settings() {
    return {
      'mail.allow-private-ranges': `${this.host}/24`, 'mail.allow-ports': this.#dovecot.tlsPort, 'mail.extra-ca': this.#dovecot.caFile,
    };
  }

  /** Adds the mailbox, and begins. @param {WireClient} account whose; @param door as of `Device` */
  async begin(account, door) {
    this.#reader = account;
    this.#door = door;
    const owner = account.sibling();
    await owner.connect();
    const { account: { id } } = await owner.write('mail', 'add', {
      address: 'alice@example.org', host: this.host, port: this.#dovecot.tlsPort, security: 'tls', ...mailUser,
    });
    owner.close();
    this.#account = id;
    this.#follow();
    this.#delivering = this.#deliver();
  }

  get room() {
    return `mailbox:${this.#account}`;
  }

  async #deliver() {
    for (let number = 1; !this.#ending; ++number) {
      await this.#dovecot.deliver(mailUser.user, letter(number));
      this.delivered.set(`letter ${number}`, performance.now());
      await pause(deliveryMs);
    }
  }

  /** Keeps watching by whatever node there is. */
  async #follow() {
    while (!this.#ending) {
      await this.#door.up;
      const closed = Promise.withResolvers();
      try {
        const { origin } = this.#door.pick();
        const socket = (this.#socket = this.#reader.sibling());
        await socket.connect(origin, origin);
        socket.onClose(closed.resolve);
        socket.onEvent(({ seq, event, data }) => {
          if (seq === undefined) return;
          this.#seq = Math.max(this.#seq, seq);
          if (event === 'mail.received' && !this.seen.has(data.subject)) this.seen.set(data.subject, performance.now());
        });
        const { rooms } = await socket.ask('rooms', 'subscribe', { rooms: { [this.room]: this.#seq } });
        if (rooms[this.room].error) socket.close();
      } catch {
        closed.resolve();
      }
      await closed.promise;
    }
  }

  /** Whether all that was delivered has been seen. */
  async #arrives() {
    for (const deadline = performance.now() + arrivalMs; this.seen.size < this.delivered.size && performance.now() < deadline; ) await pause(100);
  }

  /** Waits for the last letter, and compares. @returns violations */
  async end() {
    this.#ending = true;
    await this.#delivering;
    this.#ending = false; // the watcher may have to come back once more
    await this.#arrives();
    this.#ending = true;
    this.#socket?.close();
    return [...(await this.#stored()), ...oneFetcher(this.#dovecot.conversations, this.#nodes, this.room)];
  }

  async #stored() {
    const reader = this.#reader.sibling();
    await reader.connect();
    const subjects = [];
    for (let before = ''; ; ) {
      const page = await reader.ask('mail', 'messages', { account: this.#account, before, limit: 50 });
      subjects.push(...page.messages.map(({ subject }) => subject));
      if (!page.more) break;
      before = page.cursor;
    }
    reader.close();
    const counts = Map.groupBy(subjects, (subject) => subject);
    return [...this.delivered.keys()].flatMap((subject) => {
      const count = counts.get(subject)?.length ?? 0;
      const text = count === 1 ? (this.seen.has(subject) ? undefined : 'was never seen live') : `is stored ${count} times`;
      return text ? [{ invariant: 'I6', room: this.room, text: `${subject} ${text}` }] : [];
    });
  }

  /** How long letters took that were delivered since `from`. */
  arrivals(from) {
    return [...this.delivered].filter(([subject, at]) => at >= from && this.seen.has(subject)).map(([subject, at]) => this.seen.get(subject) - at);
  }

  /** The node whose session has spoken last. */
  get fetcher() {
    return this.#nodes.get(this.#dovecot.conversations.toSorted((a, b) => a.last - b.last).at(-1)?.from);
  }

  /** The server ends all sessions of the mailbox. */
  async kick() {
    await this.#dovecot.kick(mailUser.user).catch(() => {}); // it fails when there is none
  }

  async stop() {
    this.#ending = true;
    this.#socket?.close();
    await this.#dovecot.stop();
  }
}

/**
 * I6: once another node has spoken, nobody speaks any more who did before. The first session of all is the probe of
 * whoever added the mailbox.
 * @param {{from: string, first: number, last: number, commands: string[]}[]} conversations in the order of `first`
 * @param {Map<string, string>} nodes names by address
 */
export function oneFetcher([, ...conversations], nodes, room) {
  return conversations.flatMap((earlier, i) => {
    const other = conversations.slice(i + 1).find(({ from, first }) => from !== earlier.from && first < earlier.last);
    if (!other) return [];
    const late = Math.round((earlier.last - other.first) * 1000);
    const text = `${nodes.get(earlier.from)} said “${earlier.commands.at(-1)}” ${late} ms after ${nodes.get(other.from)} had begun to fetch`;
    return [{ invariant: 'I6', room, text }];
  });
}
