// What many clients did and saw, in the order in which it happened: the checker's only source.
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

import { Refusal } from '../support/wire_client.mjs';

/**
 * A list of entries `{at, type, …}`; `at` are milliseconds of this process's monotonic clock. One process records
 * all clients, so the order of entries is the order of events:
 *
 * - `run`: `seed` and whatever else describes the run; the first entry
 * - `invoke`: `attempt` (its number), `device`, `user`, `socket`, its `node` if there are several, `action` and its
 *   `parameters`. The bytes leave after this entry.
 * - how an attempt ended: `ok` with `data`; `fail`, a definite refusal, with `status` and `code`; or `unknown` with
 *   `why`: `disconnected`, `outcome_unknown` (the server said so), or `unanswered` although the socket lived
 * - `event`: `device`, `user`, `socket` and the payload that arrived: `room`, `seq`, `event`, `time`, `data`
 * - `mark`: `device` was told that `reader` has read the `room` up to `seq`
 * - `fault`: `what` happened: `kill` and `restart` of the server, `cut` or `close` of a device's sockets; tests/chaos
 *   has more of them, with the `node` that they hit
 * - `closed`: the socket of a client has ended with this `code`
 * - `final`: read when all was quiet. `what` is `chats` (with `chats`), `history` (`room`, `messages`, oldest first)
 *   or `log` (`room`, its newest seq `head`, its `state`, `events` from seq 1 on), as this `user` sees it.
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

  /** How an attempt ended, as a `WireClient` tells it. @returns 'ok', 'fail' or 'unknown' */
  end(attempt, error, data) {
    if (!error) return this.#ended('ok', { attempt, data });
    if (!(error instanceof Refusal)) return this.#ended('unknown', { attempt, why: 'disconnected' });
    if (error.code === 'outcome_unknown') return this.#ended('unknown', { attempt, why: 'outcome_unknown' });
    return this.#ended('fail', { attempt, status: error.status, code: error.code });
  }

  /** The attempt has waited for too long on a socket that lives. */
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

  /** @param {object} where what is known of the device, the node and the like */
  fault(what, where = {}) {
    this.#add('fault', { what, ...where });
  }

  closed(client, code) {
    this.#add('closed', { ...client, code });
  }

  final(user, what, fields) {
    this.#add('final', { user, what, ...fields });
  }

  /** One JSON object per line. */
  save(path) {
    writeFileSync(path, this.entries.map((entry) => JSON.stringify(entry) + '\n').join(''));
  }

  static load(path) {
    const history = new History();
    history.entries = readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
    return history;
  }
}
