// The mail server, and the node that fetches from it.
import { setTimeout as pause } from 'node:timers/promises';

import { kill, outlivesItsLease } from './verbs.mjs';

/** The node that has the mailbox. */
const fetcher = (stage) => stage.nodes.find(({ name }) => name === stage.mail.fetcher) ?? stage.choose();

export const mail = [
  {
    name: 'the node that fetches a mailbox is killed', fault: 'F12', gate: 0, rounds: 5, needs: ['mail'],
    play: (stage) => kill(stage, fetcher(stage)),
  },
  {
    name: 'the node that fetches a mailbox stands still for 8 s', fault: 'F2', gate: 0, rounds: 3, needs: ['mail'],
    play: (stage) => outlivesItsLease(stage, fetcher(stage), 8000),
  },
  {
    name: 'the mail server ends all sessions again and again', fault: 'F11', gate: 0, rounds: 2, needs: ['mail'],
    async play(stage) {
      for (let i = 0; i < 6; ++i) {
        await stage.mail.kick();
        await pause(1000);
      }
    },
  },
];
