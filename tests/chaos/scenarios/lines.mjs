// Connections between nodes that are cut or lose packets.
import { setTimeout as pause } from 'node:timers/promises';

import { isDeclaredDead, movesNothing, outageMs } from './verbs.mjs';

/** Cuts a node off for longer than its lease. @param {(segment: object) => Promise} cut */
const isCutOff = (stage, node, cut) => isDeclaredDead(stage, node, async () => {
  await stage.strike(node, 'cut off', () => cut(stage.network.of(node.name)));
  await pause(outageMs);
  await stage.network.heal();
  stage.history.fault('mended', { node: node.name });
});

export const lines = [
  {
    name: 'a node is cut off from the others and from the database', fault: 'F3', gate: 1, rounds: 10, most: { moved: 6000, resumed: 6000, rejoined: 6000 },
    play: (stage) => isCutOff(stage, stage.choose(), async (segment) => {
      await segment.part(stage.network.others(segment.name));
      await segment.partFromPort(stage.database.port);
    }),
  },
  {
    name: 'a node is cut off from the others, not from the database', fault: 'F4', gate: 0, rounds: 10, most: { moved: 6000, resumed: 6000, rejoined: 6000 },
    play: (stage) => isCutOff(stage, stage.choose(), (segment) => segment.part(stage.network.others(segment.name))),
  },
  {
    name: 'a node no longer hears one of the others', fault: 'F5', gate: 0, rounds: 5,
    async play(stage) {
      const node = stage.choose();
      const other = stage.random.pick(stage.network.others(node.name));
      await stage.strike(node, 'deaf', () => stage.network.of(node.name).deafen([other]));
      await pause(outageMs);
    },
  },
  {
    name: 'a fifth of all packets between nodes is lost', fault: 'F5', gate: 0, rounds: 2,
    play: (stage) => movesNothing(stage, async () => {
      for (const segment of stage.network.segments) await segment.lose(stage.network.others(segment.name), 0.2);
      stage.history.fault('loss');
      await pause(30_000);
    }),
  },
];
