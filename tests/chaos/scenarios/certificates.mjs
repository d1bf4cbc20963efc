// Certificates of nodes.
import { setTimeout as pause } from 'node:timers/promises';

import { movesNothing, restart } from './verbs.mjs';

export const certificates = [
  {
    name: 'a node of another authority wants to join', fault: 'F21', gate: 0, rounds: 2,
    async play(stage) {
      const name = 'intruder';
      await stage.cluster.certify('strangers', [name]);
      const intruder = await stage.stranger(name, stage.cluster.certificate(name, 'strangers'));
      const serves = await Promise.race([intruder.start().then(() => true, () => false), pause(8000, false)]);
      if (serves) stage.find('F', 'a node whose certificate is of another authority serves');
      const began = performance.now();
      await intruder.stop();
      const ms = performance.now() - began;
      if (ms > 15_000) stage.find('F', `a node that was not let in took ${Math.round(ms / 1000)} s to end`);
      stage.history.fault('intruder', { said: intruder.output });
    },
  },
  {
    name: 'certificates are replaced, and one node after the other shows its new one', fault: 'F21', gate: 0, rounds: 2,
    async play(stage) {
      await movesNothing(stage, async () => {
        await stage.cluster.renew();
        for (const node of stage.nodes) {
          await stage.moment();
          node.signal('SIGHUP');
          stage.history.fault('new certificate', { node: node.name });
        }
        await stage.moment();
      });
      for (const node of stage.nodes) await restart(stage, node);
    },
  },
];
