// The disk of PostgreSQL.
import { setTimeout as pause } from 'node:timers/promises';

export const disk = [
  {
    name: 'the disk of PostgreSQL is full', fault: 'F8', gate: 0, rounds: 2, needs: ['small disk'],
    async play(stage) {
      await stage.moment();
      await stage.fillDisk();
      stage.history.fault('disk full');
      await pause(6000);
      await stage.freeDisk();
      stage.history.fault('disk free');
    },
  },
];
