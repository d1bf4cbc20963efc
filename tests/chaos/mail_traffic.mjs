// A mail server with two mailboxes, one of them behind a proxy that can fail. Records which node fetched, and which mail arrived (docs/faults.md I6).
import { setTimeout as pause } from 'node:timers/promises';

import { Dovecot } from '../support/dovecot.mjs';
import { Mailbox } from './mailbox.mjs';
import { Proxy } from './proxy.mjs';

const password = 'battery staple';
const users = ['alice', 'boris'];

export class MailTraffic {
  #dovecot;
  #ask;
  /** UIDVALIDITY of the last renumbering; higher than Dovecot's first, the seconds since 1970. */
  #uidvalidity = 2 ** 31;
  /** Address of a node → its name */
  #nodes;
  /** The proxy in front of `far`. */
  line;
  /** The mailbox whose server is reached through `line`. */
  far;
  /** The mailbox whose server is always reachable. */
  near;

  /** @param {Network} network of the nodes; @param {(sql: string) => Promise<string>} ask queries the nodes' database */
  static async prepare(network, ask) {
    const traffic = new MailTraffic();
    const { address: host, segments } = network;
    traffic.#ask = ask;
    traffic.#nodes = new Map(segments.map(({ name, address }) => [address, name]));
    const dovecot = (traffic.#dovecot = await Dovecot.start(Object.fromEntries(users.map((user) => [user, password])), host));
    // The proxy announces its clients, so that Dovecot logs the addresses of the nodes.
    const line = (traffic.line = await Proxy.to({ address: '127.0.0.1', port: dovecot.proxiedPort }, host, { announces: true }));
    const [far, near] = users;
    traffic.far = new Mailbox(dovecot, far, { host, port: line.port, password });
    traffic.near = new Mailbox(dovecot, near, { host, port: dovecot.tlsPort, password });
    traffic.settings = {
      'mail.allow-private-ranges': network.range, 'mail.allow-ports': `${line.port},${dovecot.tlsPort}`, 'mail.extra-ca': dovecot.caFile,
    };
    return traffic;
  }

  get mailboxes() {
    return [this.far, this.near];
  }

  /** Adds the mailboxes, and begins. @param {WireClient} account their owner; @param {Balancer} balancer */
  async begin(account, balancer) {
    for (const mailbox of this.mailboxes) await mailbox.begin(account, balancer.door());
  }

  /** Waits for the last letter, and checks both mailboxes. @returns violations */
  async end() {
    const found = await Promise.all(this.mailboxes.map((mailbox) => mailbox.end(this.#ask)));
    const fetched = this.mailboxes.flatMap(({ user, room }) => oneFetcher(this.#conversations(user), this.#nodes, room));
    return [...found.flat(), ...fetched];
  }

  #conversations(name) {
    return this.#dovecot.conversations.filter(({ user }) => user === name);
  }

  /** How long letters took that were delivered since `from`, in ms; of those that have not arrived, how long they take by now. */
  arrivals(from) {
    return this.mailboxes.flatMap((mailbox) => mailbox.arrivals(from, performance.now()));
  }

  /** Whether this node has begun a session for `far` since then. @param {number} since seconds since 1970 */
  isFetchedBy(node, since) {
    return this.#conversations(this.far.user).some(({ from, first }) => this.#nodes.get(from) === node && first >= since);
  }

  /** The node whose session gave the last command for `far`. */
  get fetcher() {
    return this.#nodes.get(this.#conversations(this.far.user).toSorted((a, b) => a.last - b.last).at(-1)?.from);
  }

  /** Ends all sessions of both mailboxes at the server. */
  async kick() {
    for (const { user } of this.mailboxes) await this.#dovecot.kick(user).catch(() => {}); // it fails when there are none
  }

  /** Ends the sessions of `far`; settles when its mailbox is live again, with the numbers that its folder had, or throws. */
  async comesBack(within) {
    const from = performance.now();
    await this.#dovecot.kick(this.far.user).catch(() => {});
    while (!this.far.since(from).some(({ state }) => state === 'live')) {
      if (performance.now() - from > within) throw new Error(`the mailbox of ${this.far.user} does not come back`);
      await pause(100);
    }
  }

  /** Gives the folder of `far` a new UIDVALIDITY. */
  async renumber() {
    this.#uidvalidity += 1;
    await this.#dovecot.renumber(this.far.user, this.#uidvalidity);
  }

  async stop() {
    await Promise.all(this.mailboxes.map((mailbox) => mailbox.stop()));
    this.line.close();
    await this.#dovecot.stop();
  }
}

/**
 * Invariant I6: after a session of another node has begun, earlier sessions give no more commands. The first session of all is
 * the probe of the settings when the mailbox was added.
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
