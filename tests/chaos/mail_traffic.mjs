// A mail server with two mailboxes, one of them behind a line that can fail: who fetched from it, and what arrived (I6).
import { Dovecot } from '../support/dovecot.mjs';
import { Mailbox } from './mailbox.mjs';
import { Proxy } from './proxy.mjs';

const password = 'battery staple';
const users = ['alice', 'boris'];

export class MailTraffic {
  #dovecot;
  #ask;
  /** Of the last renumbering; Dovecot begins with the seconds since 1970. */
  #uidvalidity = 2 ** 31;
  /** Address of a node → its name */
  #nodes;
  /** The way to `far`. */
  line;
  /** Its server is reached through `line`. */
  far;
  /** Its server is always there. */
  near;

  /** @param {Network} network to be reached in; @param {(sql: string) => Promise<string>} ask of the nodes' database */
  static async prepare(network, ask) {
    const traffic = new MailTraffic();
    const { address: host, segments } = network;
    traffic.#ask = ask;
    traffic.#nodes = new Map(segments.map(({ name, address }) => [address, name]));
    const dovecot = (traffic.#dovecot = await Dovecot.start(Object.fromEntries(users.map((user) => [user, password])), host));
    // Dovecot must know who speaks.
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

  /** Adds the mailboxes, and begins. @param {WireClient} account whose; @param {Balancer} balancer */
  async begin(account, balancer) {
    for (const mailbox of this.mailboxes) await mailbox.begin(account, balancer.door());
  }

  /** Waits for the last letter, and compares. @returns violations */
  async end() {
    const found = await Promise.all(this.mailboxes.map((mailbox) => mailbox.end(this.#ask)));
    const fetched = this.mailboxes.flatMap(({ user, room }) => oneFetcher(this.#conversations(user), this.#nodes, room));
    return [...found.flat(), ...fetched];
  }

  #conversations(of) {
    return this.#dovecot.conversations.filter(({ user }) => user === of);
  }

  /** How long letters took that were delivered since `from`. */
  arrivals(from) {
    return this.mailboxes.flatMap((mailbox) => mailbox.arrivals(from)).filter(Number.isFinite);
  }

  /** The node whose session has spoken last for `far`. */
  get fetcher() {
    return this.#nodes.get(this.#conversations(this.far.user).toSorted((a, b) => a.last - b.last).at(-1)?.from);
  }

  /** The server ends all sessions of both. */
  async kick() {
    for (const { user } of this.mailboxes) await this.#dovecot.kick(user).catch(() => {}); // it fails when there is none
  }

  /** The folder of `far` gets another UIDVALIDITY. */
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
