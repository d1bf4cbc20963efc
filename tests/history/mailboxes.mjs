// The invariants I2, I6, I11 and I12 for mailboxes, by what their mail servers and the database itself say of them.

/** After faults, or when its time for a next attempt has come, a mailbox has a session within so long. */
const patienceMs = 10_000;

const violation = (invariant, account, text) => ({ invariant, room: `mailbox:${account}`, text });
const nameOf = ([uidvalidity, uid]) => `${uidvalidity}/${uid}`;
const words = (name) => `UID ${name.split('/')[1]} of UIDVALIDITY ${name.split('/')[0]}`;

/** A mailbox at its server. */
class Mailbox {
  uidvalidity = 0;
  /** `UIDVALIDITY/UID` → {subject, gone, spoiled}: whether it was deleted, or came in a form that cannot be stored */
  letters = new Map();
  /** {session, from, to} in milliseconds */
  sessions = [];

  follow({ at, kind, uidvalidity, uid, subject, session }) {
    const letter = this.letters.get(`${uidvalidity}/${uid}`);
    this.uidvalidity = uidvalidity;
    if (kind === 'letter') this.letters.set(`${uidvalidity}/${uid}`, { subject, gone: false, spoiled: false });
    if (kind === 'gone') letter.gone = true;
    if (kind === 'spoiled') letter.spoiled = true;
    if (kind === 'opens') this.sessions.push({ session, from: at, to: Infinity });
    if (kind === 'closes') this.sessions.find((each) => each.session === session).to = at;
  }

  /** The letters of that numbering that are there now, by name. */
  present(uidvalidity = this.uidvalidity) {
    return [...this.letters].filter(([name, { gone }]) => !gone && name.startsWith(`${uidvalidity}/`));
  }

  hasSessionBetween(from, to) {
    return this.sessions.some((each) => each.from <= to && each.to >= from);
  }
}

/** Follows the entries about mailboxes. @returns {Generator<[entry: object, mailbox: Mailbox]>} */
function* followed(facts, mailboxes) {
  for (const entry of facts.entries) {
    if (entry.type !== 'mail' && entry.type !== 'shelf') continue;
    if (!mailboxes.has(entry.account)) mailboxes.set(entry.account, new Mailbox());
    const mailbox = mailboxes.get(entry.account);
    if (entry.type === 'mail') mailbox.follow(entry);
    yield [entry, mailbox];
  }
}

/** All of them at the end. */
const mailboxesOf = (facts) => {
  const mailboxes = new Map();
  for (const _ of followed(facts, mailboxes));
  return mailboxes;
};

/** What the database has of the account in the end. */
const shelfOf = (facts, account) => facts.entries.findLast((entry) => entry.type === 'shelf' && entry.account === account);

/** I11: what lies below a cursor is stored or quarantined, as long as its server has it; I2: once, and only what was there. */
export function* cursorsSkipNothing(facts) {
  const known = new Set();
  const before = new Map();
  for (const [{ type, account, uidvalidity, cursor, ...lists }, { letters }] of followed(facts, new Map())) {
    if (type !== 'shelf') continue;
    const stored = new Set(lists.stored.map(nameOf));
    const quarantined = new Set(lists.quarantined.map(nameOf));
    const wrong = [];
    for (const [name, { gone }] of letters)
      if (!gone && name.startsWith(`${uidvalidity}/`) && Number(name.split('/')[1]) <= cursor && !stored.has(name) && !quarantined.has(name))
        wrong.push(['I11', name, `is neither stored nor quarantined, though the cursor has passed it: ${cursor}`]);
    for (const name of stored) if (quarantined.has(name)) wrong.push(['I2', name, 'is stored and quarantined']);
    for (const name of [...stored, ...quarantined]) if (!letters.has(name)) wrong.push(['I2', name, 'is stored, though its server never had it']);
    for (const name of quarantined) {
      const { subject, gone, spoiled } = letters.get(name) ?? {};
      // Of what is gone a server may refuse to say so.
      if (!spoiled && !gone && !subject?.includes('poison')) wrong.push(['I11', name, 'is quarantined for no cause']);
    }
    for (const name of before.get(account) ?? [])
      if (name.startsWith(`${uidvalidity}/`) && !stored.has(name) && !quarantined.has(name)) wrong.push(['I1', name, 'was stored, and is not any more']);
    before.set(account, [...stored, ...quarantined]);
    for (const [invariant, name, text] of wrong) {
      if (known.has(`${account} ${name} ${text}`)) continue;
      known.add(`${account} ${name} ${text}`);
      yield violation(invariant, account, `${words(name)} ${text}`);
    }
  }
}

/** I11: when all is healed and at rest, all that the server has is stored or quarantined. */
export function* mailboxesAreWhole(facts) {
  for (const [account, mailbox] of mailboxesOf(facts)) {
    const { stored = [], quarantined = [] } = shelfOf(facts, account) ?? {};
    const kept = new Set([...stored, ...quarantined].map(nameOf));
    for (const [name] of mailbox.present()) if (!kept.has(name)) yield violation('I11', account, `${words(name)} is at its server, and neither stored nor quarantined in the end`);
  }
}

/** What the owner reads in the end: the log and the pages have each stored mail once in each numbering; the state says so. */
export function* ownersReadTheirMails(facts) {
  for (const [account, { letters }] of mailboxesOf(facts)) {
    const room = `mailbox:${account}`;
    const [owner] = facts.members(room);
    if (!owner) {
      yield violation('I1', account, 'is read by nobody in the end');
      continue;
    }
    const numberings = new Map();
    for (const { subject } of letters.values()) numberings.set(subject, (numberings.get(subject) ?? 0) + 1);
    const stored = (shelfOf(facts, account)?.stored ?? []).flatMap((key) => letters.get(nameOf(key))?.subject ?? []);
    const { state, events } = facts.reading(room, owner);
    const pages = facts.entries.find((entry) => entry.type === 'final' && entry.kind === 'mails' && entry.room === room)?.mails ?? [];
    const log = events.filter(({ event }) => event === 'mail.received').map(({ data }) => data);
    for (const [where, mails] of [['the log', log], ['the list', pages]]) {
      const counts = new Map();
      for (const { subject } of mails) counts.set(subject, (counts.get(subject) ?? 0) + 1);
      for (const subject of stored) if (!counts.has(subject)) yield violation('I1', account, `the mail “${subject}” is stored, and ${where} lacks it`);
      for (const [subject, count] of counts)
        if (count > (numberings.get(subject) ?? 0)) yield violation('I2', account, `the mail “${subject}” is in ${where} ${count} times`);
    }
    const renumbered = facts.entries.filter((entry) => entry.kind === 'renumbered' && entry.account === account).length;
    // The owner of one that was renumbered more than once is told so for a while.
    const mayBeTold = state?.error === null || (renumbered > 1 && /numbers the messages anew/.test(state?.error));
    if (state?.state !== 'live' || state.percent !== 100 || !mayBeTold)
      yield violation('I12', account, `its owner is told ${JSON.stringify(state)} in the end`);
  }
}

/** I6: once a session has given a command, no earlier one gives any. */
export function* oneSessionAtATime(facts) {
  const newest = new Map();
  for (const { type, kind, account, session, text } of facts.entries) {
    if (type !== 'mail' || kind !== 'command') continue;
    if (session < (newest.get(account) ?? 0)) yield violation('I6', account, `session ${session} says ${text} after session ${newest.get(account)} has begun`);
    else newest.set(account, session);
  }
}

/** I12: a mailbox has a session, or its owner is told when the next attempt is made, and that is so. */
export function* mailboxesAreFollowed(facts) {
  const began = Date.parse(facts.entries[0]?.began);
  const healed = facts.entries.findLast(({ type, kind }) => type === 'fault' && (kind === 'healed' || kind === 'restart'))?.at ?? 0;
  for (const [account, mailbox] of mailboxesOf(facts)) {
    let from = healed;
    let said;
    // Each attempt that was announced may fail, and announce another one.
    for (;;) {
      const until = from + patienceMs;
      if (mailbox.hasSessionBetween(from, until)) break;
      said = newestState(facts, account, until);
      const next = said?.state === 'waiting' ? Date.parse(said.retry_at) - began : 0;
      if (next <= from) {
        yield violation('I12', account, `has no session from ${Math.round(from)} to ${Math.round(until)} ms, and its owner is told ${JSON.stringify(said)}`);
        break;
      }
      from = next;
    }
  }
}

/** The state of the mailbox as some device has heard it last. */
function newestState(facts, account, until) {
  const room = `mailbox:${account}`;
  let newest;
  for (const entry of facts.entries) {
    if (entry.at > until) break;
    if (entry.type === 'mailbox' && entry.room === room) newest = entry.state;
    if (entry.type === 'ok') newest = entry.data?.rooms?.[room]?.state ?? newest;
  }
  return newest;
}
