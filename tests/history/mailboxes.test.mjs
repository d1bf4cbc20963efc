// Mailboxes: records made by hand, correct ones and for each rule one that breaks it.
import { rule } from './rule.mjs';

const account = '9';
/** Has no device. */
const owner = '3';
const room = `mailbox:${account}`;
const began = '2026-07-01T00:00:00.000Z';
const live = { state: 'live', percent: 100, error: null };

/** A mailbox whose server and database the test plays, beside the chat of the story. */
class Post {
  #now = 0;
  #log = [];
  #rows = { uidvalidity: 1, cursor: 0, stored: [], quarantined: [] };
  #pages = [];

  constructor(story) {
    this.story = story;
    story.history.entries[0].began = began;
    this.opens(1);
  }
  #add(type, fields) {
    this.story.history.entries.push({ at: this.#now, type, ...fields });
  }
  #mail(kind, fields, uidvalidity = this.#rows.uidvalidity) {
    this.#add('mail', { kind, account, uidvalidity, ...fields });
  }
  at(ms) {
    this.#now = ms;
  }
  comes(uid, subject = `letter ${uid}`) {
    this.#mail('letter', { uid, subject });
  }
  goes(uid) {
    this.#mail('gone', { uid });
  }
  spoils(uid) {
    this.#mail('spoiled', { uid });
  }
  opens(session) {
    this.#mail('opens', { session });
    this.says(session);
  }
  says(session) {
    this.#mail('command', { session, text: 'NOOP' });
  }
  closes(session) {
    this.#mail('closes', { session });
  }
  healed() {
    this.#add('fault', { kind: 'healed' });
  }
  hears(state) {
    this.#add('mailbox', { device: 'phone', room, state });
  }
  /** The database has these UIDs from now on. */
  has(cursor, stored, quarantined = []) {
    const keys = (uids) => uids.map((uid) => [1, uid]);
    Object.assign(this.#rows, { cursor, stored: keys(stored), quarantined: keys(quarantined) });
    this.#add('shelf', { account, ...structuredClone(this.#rows) });
    this.read(stored.map((uid) => `letter ${uid}`));
  }
  /** What is read in the end. */
  read(log, pages = log) {
    this.#log = log.map((subject, i) => ({ seq: i + 1, event: 'mail.received', time: 'then', data: { subject } }));
    this.#pages = pages.map((subject) => ({ subject }));
  }
  ends(state = live) {
    this.#add('final', { user: owner, kind: 'log', room, head: this.#log.length, state, events: this.#log });
    this.#add('final', { user: owner, kind: 'mails', room, mails: this.#pages });
    return this.story.ends();
  }
}

const post = (name, play, expected) =>
  rule(name, (story) => {
    const mailbox = new Post(story);
    return play(mailbox) ?? mailbox.ends();
  }, expected);

post('mails are stored or quarantined for a cause, and letters that were deleted need not be', (mailbox) => {
  for (const uid of [1, 2, 3]) mailbox.comes(uid);
  mailbox.comes(4, 'letter 4 is poison');
  mailbox.has(0, [1]); // the cursor follows
  mailbox.goes(2);
  mailbox.spoils(3);
  mailbox.has(4, [1], [3, 4]);
  mailbox.goes(1);
}, []);

post('I11: a cursor must not pass a mail that is neither stored nor quarantined', (mailbox) => {
  mailbox.comes(1);
  mailbox.comes(2);
  mailbox.has(2, [2]);
  mailbox.has(2, [1, 2]); // too late
}, ['I11']);

post('I11: nothing is quarantined for no cause', (mailbox) => {
  mailbox.comes(1);
  mailbox.has(1, [], [1]);
}, ['I11']);

post('I11: in the end all is stored that is there', (mailbox) => {
  mailbox.comes(1);
  mailbox.has(1, [1]);
  mailbox.comes(2);
}, ['I11']);

post('I1: what is stored must stay', (mailbox) => {
  mailbox.comes(1);
  mailbox.has(1, [1]);
  mailbox.goes(1);
  mailbox.has(1, []);
}, ['I1']);

post('I2: nothing must be both stored and quarantined, or stored though nobody has sent it', (mailbox) => {
  mailbox.comes(1);
  mailbox.spoils(1);
  mailbox.has(1, [1], [1]);
  mailbox.has(1, [1, 7], [1]);
  mailbox.read(['letter 1']);
}, ['I2']);

post('I1, I2: the owner must read each stored mail once', (mailbox) => {
  mailbox.comes(1);
  mailbox.comes(2);
  mailbox.has(2, [1, 2]);
  mailbox.read(['letter 1', 'letter 2', 'letter 2'], ['letter 1']);
}, ['I1', 'I2']);

post('I12: the owner must be told in the end that all is well', (mailbox) => mailbox.ends({ ...live, percent: 50 }), ['I12']);

post('I6: an earlier session must say nothing once a later one has begun', (mailbox) => {
  mailbox.opens(2);
  mailbox.says(1);
}, ['I6']);

post('a mailbox may be without a session until the time that its owner was told', (mailbox) => {
  mailbox.closes(1);
  mailbox.at(1000);
  mailbox.healed();
  mailbox.hears({ state: 'waiting', retry_at: '2026-07-01T00:01:00.000Z' });
  mailbox.at(69_000);
  mailbox.opens(2);
}, []);

post('I12: a mailbox must have a session at the time that its owner was told', (mailbox) => {
  mailbox.closes(1);
  mailbox.at(1000);
  mailbox.healed();
  mailbox.hears({ state: 'waiting', retry_at: '2026-07-01T00:01:00.000Z' });
  mailbox.at(71_000);
  mailbox.opens(2);
}, ['I12']);

post('I12: a mailbox must have a session soon after faults, if its owner hears nothing else', (mailbox) => {
  mailbox.closes(1);
  mailbox.at(1000);
  mailbox.healed();
  mailbox.hears({ state: 'connecting' });
  mailbox.at(12_000);
  mailbox.opens(2);
}, ['I12']);
