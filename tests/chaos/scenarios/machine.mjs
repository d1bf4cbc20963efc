// Clocks, processors, memory and files of the machine that nodes run on.
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

import { movesNothing } from './verbs.mjs';

export const machine = [
  {
    name: 'wall clocks are off by ten minutes and jump by two hours', fault: 'F9', gate: 0, rounds: 2, needs: ['clocks'],
    play: (stage) => movesNothing(stage, async () => {
      const [first, second] = stage.nodes;
      for (const [node, seconds] of [[first, 600], [second, 7200], [second, -7200], [second, 0], [first, 0]]) {
        await stage.moment();
        stage.setClock(node.name, seconds);
        stage.history.fault('clock', { node: node.name, seconds });
        await pause(2000);
        // Its answers tell the time.
        const date = new Date((await fetch(`${node.origin}/api/v1/health`)).headers.get('date'));
        const off = Math.round((date - Date.now()) / 1000);
        if (Math.abs(off - seconds) > 60) stage.find('F', `the clock of ${node.name} is off by ${off} s, not by ${seconds} s`);
      }
    }),
  },
  {
    name: 'four programs take all processors', fault: 'F10', gate: 0, rounds: 1,
    play: (stage) => movesNothing(stage, async () => {
      const hogs = Array.from({ length: 4 }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
      stage.history.fault('hogs');
      await pause(15_000);
      hogs.forEach((hog) => hog.kill('SIGKILL'));
    }),
  },
];
