// PostgreSQL, and the network between it and the nodes.
import { setTimeout as pause } from 'node:timers/promises';

import { acceptsAgain, declaredDead, movesNothing, outageMs, refuses } from './verbs.mjs';

/** A message must be acknowledged so soon after the database takes writes. */
const acceptedMs = 1000;

/** The primary is lost for good; the standby, which has all acknowledged writes, replaces it. */
async function failOver(stage, withinMs, alsoLost = () => {}) {
  await stage.database.replicate();
  await stage.moment();
  await movesNothing(stage, async () => {
    stage.history.fault('database kill');
    await alsoLost();
    await stage.database.failOver(8000);
    stage.history.fault('database promoted');
    await acceptsAgain(stage, withinMs);
  });
}

export const database = [
  {
    name: 'PostgreSQL is killed and starts again', fault: 'F6', gate: 2, rounds: 10, most: { refused: 40 },
    async play(stage) {
      await stage.moment();
      stage.history.fault('database kill');
      await stage.database.postgres.kill();
      await stage.database.postgres.restart();
      stage.history.fault('database restart');
      await acceptsAgain(stage, acceptedMs);
    },
  },
  {
    name: 'PostgreSQL is away for 20 s', fault: 'F6', gate: 0, rounds: 2, most: { refused: 40 },
    async play(stage) {
      await stage.moment();
      stage.history.fault('database kill');
      await stage.database.postgres.kill();
      await pause(20_000);
      await stage.database.postgres.restart();
      stage.history.fault('database restart');
      await acceptsAgain(stage, acceptedMs);
    },
  },
  {
    name: 'PostgreSQL is killed for good, and its standby is promoted 8 s later', fault: 'F6', gate: 0, rounds: 3, most: { refused: 60 }, needs: ['standby'],
    play: (stage) => failOver(stage, acceptedMs),
  },
  {
    name: 'the machine of PostgreSQL is lost, and its standby is promoted 8 s later', fault: 'F6', gate: 0, rounds: 3, most: { refused: 60 }, needs: ['standby'],
    // Nothing closes the connections: an attempt to connect to the lost address ends after connect_timeout.
    play: (stage) => failOver(stage, 5000, async () => {
      for (const segment of stage.network.segments) await segment.partFromPort(stage.database.port);
    }),
  },
  {
    name: 'nobody can append for 15 s, since a table is locked', fault: 'F6', gate: 0, rounds: 1, most: { refused: 40 },
    async play(stage) {
      await stage.moment();
      // The lock is held longer than statements may wait for locks (docs/postgresql.md).
      await movesNothing(stage, () => refuses(stage, ['unavailable'], async () => {
        stage.history.fault('lock');
        await stage.database.sql('BEGIN; LOCK TABLE room_log IN EXCLUSIVE MODE; SELECT pg_sleep(15); COMMIT');
        stage.history.fault('unlock');
        await acceptsAgain(stage, acceptedMs);
      }));
    },
  },
  {
    name: 'PostgreSQL is 20 ms away for one node', fault: 'F6', gate: 0, rounds: 2, needs: ['database proxies'],
    play: (stage) => movesNothing(stage, async () => {
      const proxy = stage.database.proxies.get(stage.choose().name);
      proxy.delay(20);
      await pause(outageMs);
      proxy.heal();
    }),
  },
  {
    name: 'connections of one node to PostgreSQL are half-open for 6 s', fault: 'F6', gate: 0, rounds: 2, needs: ['database proxies'],
    async play(stage) {
      const node = stage.choose();
      stage.allow(node, declaredDead);
      const proxy = stage.database.proxies.get(node.name);
      await stage.strike(node, 'half-open', () => proxy.halve());
      await pause(6000);
      proxy.heal();
    },
  },
];
