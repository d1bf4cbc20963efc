import assert from 'node:assert/strict';
import { test } from 'node:test';

import { commandsOf } from '../support/dovecot.mjs';
import { oneFetcher } from './mail_traffic.mjs';

const nodes = new Map([['10.0.0.1', 'node1'], ['10.0.0.2', 'node2']]);
const talk = (from, first, last) => ({ from, first, last, commands: ['v1 EXAMINE', 'v9 IDLE'] });
const probe = talk('10.0.0.2', 0, 1);
const found = (...conversations) => oneFetcher([probe, ...conversations], nodes, 'mailbox:7').map(({ text }) => text);

test('what a server has recorded of a session are its commands with their times', () =>
  assert.deepEqual(commandsOf('1796120365.25 a2 SELECT INBOX\r\n1796120366.5 a4 LOGOUT\r\n'),
    [{ at: 1796120365.25, command: 'a2 SELECT INBOX' }, { at: 1796120366.5, command: 'a4 LOGOUT' }]));

test('nodes may fetch one after the other', () =>
  assert.deepEqual(found(talk('10.0.0.1', 1, 5), talk('10.0.0.2', 6, 9), talk('10.0.0.1', 10, 11)), []));

test('a node may have two sessions', () => assert.deepEqual(found(talk('10.0.0.1', 1, 5), talk('10.0.0.1', 4, 9)), []));

test('I6: a node gives no command after another node has begun', () =>
  assert.deepEqual(found(talk('10.0.0.1', 1, 7.5), talk('10.0.0.2', 6, 9)), ['node1 said “v9 IDLE” 1500 ms after node2 had begun to fetch']));
