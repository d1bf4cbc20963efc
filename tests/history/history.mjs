// The record of a run: everything that many clients did and saw, in the order of time. The checker reads nothing else.
import { closeSync, createReadStream, openSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

import { Refusal } from '../support/wire_client.mjs';

const entriesAtOnce = 10_000;

/**
 * A list of entries `{at, type, …}`; `at` is in milliseconds of this process's monotonic clock. One process records all
 * clients, so the order of entries is the order of events:
 *
 * - `run`: `seed` and other properties of the run; the first entry. `lacks` says that the server may be without its database, disk or
 *   other nodes for a while, and refuse with 503 or 507 meanwhile; `refuses` says that it may even refuse what it has
 *   read, since its database fails. Whatever they say, both hold of what is under way while a statement takes long.
 * - `invoke`: `attempt` (its number), `device`, `user`, `socket`, its `node` if there are several, `action` and its
 *   `parameters`. The bytes are sent after this entry.
 * - the end of an attempt: `ok` with `data`; `fail`, a definite refusal, with `status` and `code`; or `unknown` with
 *   `why`: `disconnected`, `outcome_unknown` (a code of the server), or `unanswered` although the socket was open
 * - `event`: `device`, `user`, `socket` and the payload that arrived: `room`, `seq`, `event`, `time`, `data`
 * - `mark`: `device` received the event that `reader` has read the `room` up to `seq`
 * - `fault`: its `kind` is `kill` and `restart` of the server, `cut` or `close` of a device's sockets; tests/chaos has more
 *   kinds, with the `node` concerned; so has the simulation, of which a `slow statement` takes `ms` from then on
 * - `mail`: what happens at the mail server of an `account`, in the simulation. Its `kind` is `letter` (one has come: `uidvalidity`, `uid`,
 *   `subject`), `gone` (it was deleted), `renumbered` (all letters follow with new numbers), `spoiled` (it was offered in a form that
 *   nobody can store), `opens`, `command` and `closes` of a `session`
 * - `shelf`: what the database has of an `account`: its `cursor` in which `uidvalidity`, what is `stored` and what is `quarantined`, both
 *   as `[uidvalidity, uid]`
 * - `mailbox`: `device` received this `state` of the mailbox `room`
 * - `closed`: the socket of a client has ended with this `code`
 * - `final`: read at the end, when nothing is in flight. Its `kind` is `chats` (with `chats`), `history` (`room`,
 *   `messages`, oldest first), `mails` (`room`, `mails`) or `log` (`room`, its newest seq `head`, its `state`, `events` from seq 1 on), as this `user`
 *   reads it.
 */
export class History {
  entries = [];
  #attempts = 0;
  #onEntry = () => {};

  constructor(run = {}) {
    this.#add('run', run);
  }

  /** Calls `listener` with each entry from now on. */
  onEntry(listener) {
    this.#onEntry = listener;
  }

  #add(type, fields) {
    const entry = { at: performance.now(), type, ...fields };
    this.entries.push(entry);
    this.#onEntry(entry);
  }

  /** @returns the attempt's number */
  invoke(client, action, parameters) {
    const attempt = ++this.#attempts;
    this.#add('invoke', { attempt, ...client, action, parameters });
    return attempt;
  }

  /** Records the end of an attempt, with the arguments of `WireClient`'s callbacks. @returns 'ok', 'fail' or 'unknown' */
  end(attempt, error, data) {
    if (!error) return this.#ended('ok', { attempt, data });
    if (!(error instanceof Refusal)) return this.#ended('unknown', { attempt, why: 'disconnected' });
    if (error.code === 'outcome_unknown') return this.#ended('unknown', { attempt, why: 'outcome_unknown' });
    return this.#ended('fail', { attempt, status: error.status, code: error.code });
  }

  /** The attempt has waited too long on an open socket. */
  unanswered(attempt) {
    this.#ended('unknown', { attempt, why: 'unanswered' });
  }

  #ended(type, fields) {
    this.#add(type, fields);
    return type;
  }

  event(client, { room, seq, event, at, data }) {
    this.#add('event', { ...client, room, seq, event, time: at, data });
  }

  mark(client, { room, data: { user, seq } }) {
    this.#add('mark', { ...client, room, reader: user, seq });
  }

  /** @param {object} where the device, the node and other details */
  fault(kind, where = {}) {
    this.#add('fault', { kind, ...where });
  }

  closed(client, code) {
    this.#add('closed', { ...client, code });
  }

  final(user, kind, fields) {
    this.#add('final', { user, kind, ...fields });
  }

  /** One JSON object per line. A long record is longer than a string can be. */
  save(path) {
    const file = openSync(path, 'w');
    for (let from = 0; from < this.entries.length; from += entriesAtOnce)
      writeFileSync(file, this.entries.slice(from, from + entriesAtOnce).map((entry) => JSON.stringify(entry) + '\n').join(''));
    closeSync(file);
  }

  static async load(path) {
    const history = new History();
    history.entries = [];
    for await (const line of createInterface({ input: createReadStream(path) })) history.entries.push(JSON.parse(line));
    return history;
  }
}
