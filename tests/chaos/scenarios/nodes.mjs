// Nodes that are killed, stand still, lose rooms to another owner, or are restarted.
import { kill, killed, movesNothing, outlivesItsLease, restart, standStill } from './verbs.mjs';

/** Moments that make a round long enough for caches to be filled and emptied. */
const moments = 10;

/** Lets all nodes live, so that tests/chaos/vitals.mjs can compare them with themselves. */
const undisturbed = (stage) => movesNothing(stage, async () => {
  for (let i = 0; i < moments; ++i) await stage.moment();
});

export const nodes = [
  {
    name: 'a node is killed', fault: 'F1', gate: 2, rounds: 30, most: { moved: 2000, resumed: 5000, refused: killed },
    play: (stage) => kill(stage, stage.choose()),
  },
  {
    name: 'a node is killed the moment it has acknowledged', fault: 'F1', gate: 2, rounds: 10,
    most: { moved: 2000, resumed: 5000, refused: killed },
    async play(stage) {
      const node = stage.choose();
      await stage.hasChat(node);
      await kill(stage, node, (rooms) => stage.acknowledgement(rooms));
    },
  },
  {
    name: 'a node stands still for 1.5 s', fault: 'F2', gate: 0, rounds: 5,
    play: (stage) => movesNothing(stage, () => standStill(stage, stage.choose(), 1500)),
  },
  {
    name: 'a node stands still for 8 s', fault: 'F2', gate: 1, rounds: 10, most: { moved: 6000, resumed: 9000 },
    play: (stage) => outlivesItsLease(stage, stage.choose(), 8000),
  },
  {
    name: 'a node stands still for 8 s in the midst of its writes', fault: 'F2', gate: 0, rounds: 5, most: { moved: 6000, resumed: 9000 }, needs: ['database proxies'],
    async play(stage) {
      const node = stage.choose();
      const proxy = stage.database.proxies.get(node.name);
      // Writes are slow, so that some are in flight and others wait.
      proxy.delay(10);
      await outlivesItsLease(stage, node, 8000, (rooms) => stage.acknowledgement(rooms));
      proxy.heal();
    },
  },
  {
    name: 'another owner takes rooms from the one that serves them', fault: 'I7', gate: 1, rounds: 5,
    async play(stage) {
      let stolen = 0;
      for (let i = 0; i < 10; ++i) {
        const [node, thief] = stage.random.pick([[0, 1], [1, 2], [2, 0]]).map((number) => stage.nodes[number % stage.nodes.length]);
        const room = stage.random.pick((await stage.fencing.roomsOf(node.name)).filter((name) => name.startsWith('chat:')));
        if (!room) continue;
        await stage.fencing.steal(room, thief.name);
        stage.history.fault('stolen', { room, by: thief.name });
        await stage.acknowledgement([room]);
        ++stolen;
      }
      if (stolen === 0) stage.find('F', 'no room was found that could be taken');
    },
  },
  {
    name: 'a node stands still for 30 s', fault: 'F2', gate: 0, rounds: 1, most: { moved: 6000, resumed: 9000 },
    play: (stage) => outlivesItsLease(stage, stage.choose(), 30_000),
  },
  {
    name: 'a node stands still for five minutes', fault: 'F2', gate: 0, rounds: 1, most: { moved: 6000, resumed: 9000 },
    play: (stage) => outlivesItsLease(stage, stage.choose(), 300_000),
  },
  {
    name: 'nothing happens, and nodes neither grow nor open more files', fault: 'I9', gate: 0, rounds: 6,
    play: undisturbed,
  },
  {
    name: 'nothing happens but mail, and nodes neither grow nor open more files', fault: 'I9', gate: 0, rounds: 6, needs: ['mail'],
    play: undisturbed,
  },
  {
    name: 'one node after the other is restarted in order', fault: 'F17', gate: 1, rounds: 5, most: { moved: 2000, gaps: 2000 },
    async play(stage) {
      for (const node of stage.nodes) await restart(stage, node);
    },
  },
];
