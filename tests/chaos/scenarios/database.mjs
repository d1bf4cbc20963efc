// PostgreSQL, and the way to it.
import { setTimeout as pause } from 'node:timers/promises';

import { declaredDead, movesNothing, outageMs } from './verbs.mjs';

export const database = [
  {
    name: 'PostgreSQL is killed and starts again', fault: 'F6', gate: 2, rounds: 10,
    async play(stage) {
      await stage.moment();
      stage.history.fault('database kill');
      await stage.postgres.kill();
      await stage.postgres.restart();
      stage.history.fault('database restart');
    },
  },
  {
    name: 'PostgreSQL is away for 20 s', fault: 'F6', gate: 0, rounds: 2,
    async play(stage) {
      await stage.moment();
      stage.history.fault('database kill');
      await stage.postgres.kill();
      await pause(20_000);
      await stage.postgres.restart();
      stage.history.fault('database restart');
    },
  },
  {
    name: 'PostgreSQL is 20 ms away for one node', fault: 'F6', gate: 0, rounds: 2, needs: ['database proxies'],
    play: (stage) => movesNothing(stage, async () => {
      const proxy = stage.proxies.get(stage.choose().name);
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
      const proxy = stage.proxies.get(node.name);
      await stage.strike(node, 'half-open', () => proxy.halve());
      await pause(6000);
      proxy.heal();
    },
  },
];
