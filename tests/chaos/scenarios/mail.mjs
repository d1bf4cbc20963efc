// Faults of the mail server, and of the node that fetches from it.
import { setTimeout as pause } from 'node:timers/promises';

import { kill, killed, outlivesItsLease, restart, until } from './verbs.mjs';

/** Mail to a mailbox whose server works must arrive within this time, also under sanitizers. */
const promptMs = 10_000;
/** Somebody must fetch a mailbox again so long after its node has gone (docs/faults.md I12, F12), and mail wait no longer for it. */
const fetchedMs = 10_000;
/** A mailbox must recover by itself within this time. */
const recoveryMs = 90_000;
/** Octets; larger than the buffers between the server and a node. */
const largeLetter = 1_500_000;
const partOfIt = 100_000;
/** A folder that takes some seconds to be read in, and how many of its letters are delivered at once. */
const thousands = 3000;
const atOnce = 20;

/** The node that fetches the mailbox, as its server knows. */
async function fetcher(stage) {
  if (!(await until(() => stage.mail.fetcher, recoveryMs))) throw new Error('the mail server knows no node that fetches');
  return stage.nodes.find(({ name }) => name === stage.mail.fetcher);
}

/**
 * Plays a fault of one mailbox's server, or of the connections to it. The other mailbox must not be affected, and after the fault the first
 * must recover by itself.
 */
async function onlyOneSuffers(stage, act) {
  const { far, near, line, mailboxes } = stage.mail;
  const live = () => mailboxes.every(({ state }) => state === 'live');
  if (!(await until(live, recoveryMs))) throw new Error('the mailboxes are not live');
  const from = performance.now();
  await act(far, line, from);
  line.heal();
  const healed = performance.now();
  stage.history.fault('mail server healed');
  const due = [...far.delivered.keys()];
  if (!(await until(() => far.state === 'live' && due.every((subject) => far.seen.has(subject)), recoveryMs)))
    stage.find('F', `${far.user} has not got all mail, and is shown as ${far.state}, ${recoveryMs / 1000} s after his mail server was well again`);
  stage.history.fault('mailbox live', { ms: performance.now() - healed });
  if (!(await until(() => near.arrivals(from).every(Number.isFinite), promptMs))) stage.find('F', `mail to ${near.user}, whose server is well, has not come`);
  const slowest = Math.max(...near.arrivals(from));
  if (slowest > promptMs) stage.find('F', `mail to ${near.user}, whose server is well, took ${Math.round(slowest / 1000)} s`);
  const trouble = near.since(from).find(({ state }) => state !== 'live');
  if (trouble) stage.find('F', `${near.user}, whose server is well, was shown as ${trouble.state}`);
}

/** The mailbox must report the error to its owner within this time. */
async function isShown(stage, far, from, ms) {
  const isReported = () => far.since(from).some(({ state, error, retry_at: retryAt }) => state === 'waiting' && error && retryAt);
  if (!(await until(isReported, ms))) stage.find('F', `${far.user} was not told of the trouble with his mail server within ${ms / 1000} s`);
}

/** Stalls the proxy in the middle of a letter. */
async function inTheMidst(stage, far, line) {
  line.stallAfter(partOfIt);
  await far.post(largeLetter);
  if (!(await until(() => line.stands, recoveryMs))) throw new Error('no letter was fetched');
  stage.history.fault('in the midst of a letter');
}

export const mail = [
  {
    name: 'the node that fetches a mailbox is killed', fault: 'F12', gate: 1, rounds: 5, most: { moved: 2000, resumed: 5000, refused: killed, arrivals: fetchedMs }, needs: ['mail'],
    play: async (stage) => kill(stage, await fetcher(stage)),
  },
  {
    name: 'the node that fetches a mailbox is killed when its folder is renumbered', fault: 'F12', gate: 0, rounds: 3, most: { refused: killed }, needs: ['mail'],
    async play(stage) {
      const { far } = stage.mail;
      const before = far.resets.length;
      await kill(stage, await fetcher(stage), () => stage.mail.renumber());
      if (!(await until(() => far.resets.length > before, recoveryMs))) stage.find('F', `${far.user} was not told that his folder is numbered anew`);
    },
  },
  {
    name: 'the node that fetches a mailbox is restarted in order while thousands are read in', fault: 'F17', gate: 1, rounds: 3, needs: ['mail'],
    async play(stage) {
      const { far } = stage.mail;
      while (far.delivered.size < thousands) await Promise.all(Array.from({ length: atOnce }, () => far.post()));
      const before = far.resets.length;
      await stage.mail.renumber();
      if (!(await until(() => far.resets.length > before, recoveryMs))) throw new Error('the folder was not read anew');
      // The next owner has the room before this node has heard of it, and again when it is back.
      const began = Date.now() / 1000;
      await restart(stage, await fetcher(stage));
      const returned = performance.now();
      const isFetched = async () => stage.mail.isFetchedBy(await stage.fencing.ownerOf(far.room), began);
      if (!(await until(isFetched, fetchedMs))) stage.find('F', `nobody fetches the mail of ${far.user} ${fetchedMs / 1000} s after a restart in order`);
      stage.history.fault('mailbox fetched', { ms: performance.now() - returned });
    },
  },
  {
    name: 'the node that fetches a mailbox stands still for 8 s', fault: 'F2', gate: 0, rounds: 3, needs: ['mail'],
    play: async (stage) => outlivesItsLease(stage, await fetcher(stage), 8000),
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
  {
    name: 'the server of a mailbox is slow', fault: 'F11', gate: 0, rounds: 2, needs: ['mail'],
    play: (stage) => onlyOneSuffers(stage, async (far, line, from) => {
      line.pace(50_000);
      const subject = await far.post(largeLetter / 4);
      if (!(await until(() => far.seen.has(subject), recoveryMs))) stage.find('F', `a letter of which something comes all the time has not come`);
      if (far.seen.get(subject) - far.delivered.get(subject) < 4000) throw new Error('the line was not slow');
      const trouble = far.since(from).find(({ state }) => state === 'waiting');
      if (trouble) stage.find('F', `${far.user}, whose server was slow, was told “${trouble.error}”`);
    }),
  },
  {
    name: 'the server of a mailbox hangs in the midst of a letter', fault: 'F11', gate: 0, rounds: 2, needs: ['mail'],
    play: (stage) => onlyOneSuffers(stage, async (far, line) => {
      await inTheMidst(stage, far, line);
      await isShown(stage, far, performance.now(), 75_000);
    }),
  },
  {
    name: 'connections to the server of a mailbox are lost in the midst of letters', fault: 'F11', gate: 0, rounds: 3, needs: ['mail'],
    play: (stage) => onlyOneSuffers(stage, async (far, line) => {
      for (let i = 0; i < 3; ++i) {
        await inTheMidst(stage, far, line);
        const lost = performance.now();
        line.cut();
        line.heal();
        await isShown(stage, far, lost, promptMs);
      }
    }),
  },
  {
    name: 'the server of a mailbox is down, is back for a moment, and is down again', fault: 'F11', gate: 0, rounds: 3, needs: ['mail'],
    play: (stage) => onlyOneSuffers(stage, async (far, line) => {
      for (const downMs of [8000, 4000]) {
        const [down, knocks] = [performance.now(), line.knocks];
        line.refuse();
        stage.history.fault('mail server down');
        await isShown(stage, far, down, promptMs);
        await pause(downMs);
        if (line.knocks - knocks > downMs / 1000 + 5) stage.find('F', `in ${downMs / 1000} s a server that is down was knocked at ${line.knocks - knocks} times`);
        line.heal();
        await pause(1500);
      }
    }),
  },
  {
    name: 'the folder of a mailbox is renumbered while mail arrives', fault: 'F11', gate: 0, rounds: 3, needs: ['mail'],
    play: (stage) => onlyOneSuffers(stage, async (far) => {
      for (let i = 0; i < 2; ++i) {
        // Whoever numbers anew at each connection is connected to ever more rarely: that is not what is tried here.
        await stage.mail.comesBack(recoveryMs);
        const before = far.resets.length;
        await stage.mail.renumber();
        stage.history.fault('renumbered');
        if (!(await until(() => far.resets.length > before, recoveryMs))) stage.find('F', `${far.user} was not told that his folder is numbered anew`);
      }
    }),
  },
];
