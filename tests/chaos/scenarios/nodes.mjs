// Nodes that are killed, stand still, lose rooms to another owner, or are restarted.
import { kill, movesNothing, outlivesItsLease, restart, standStill } from './verbs.mjs';

export const nodes = [
  {
    name: 'a node is killed', fault: 'F1', gate: 2, rounds: 30,
    play: (stage) => kill(stage, stage.choose()),
  },
  {
    name: 'a node is killed the moment it has acknowledged', fault: 'F1', gate: 2, rounds: 10,
    play: (stage) => kill(stage, stage.choose(), (rooms) => stage.acknowledgement(rooms)),
  },
  {
    name: 'a node stands still for 1.5 s', fault: 'F2', gate: 0, rounds: 5,
    play: (stage) => movesNothing(stage, () => standStill(stage, stage.choose(), 1500)),
  },
  {
    name: 'a node stands still for 8 s', fault: 'F2', gate: 1, rounds: 10,
    play: (stage) => outlivesItsLease(stage, stage.choose(), 8000),
  },
  {
    name: 'a node stands still for 8 s in the midst of its writes', fault: 'F2', gate: 0, rounds: 5, needs: ['database proxies'],
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
      for (let i = 0; i < 10; ++i) {
        const [node, thief] = stage.random.pick([[0, 1], [1, 2], [2, 0]]).map((number) => stage.nodes[number % stage.nodes.length]);
        const room = stage.random.pick((await stage.fencing.roomsOf(node.name)).filter((name) => name.startsWith('chat:')));
        if (!room) continue;
        await stage.fencing.steal(room, thief.name);
        stage.history.fault('stolen', { room, by: thief.name });
        await stage.acknowledgement([room]);
      }
    },
  },
  {
    name: 'a node stands still for 30 s', fault: 'F2', gate: 0, rounds: 1,
    play: (stage) => outlivesItsLease(stage, stage.choose(), 30_000),
  },
  {
    name: 'a node stands still for five minutes', fault: 'F2', gate: 0, rounds: 1,
    play: (stage) => outlivesItsLease(stage, stage.choose(), 300_000),
  },
  {
    name: 'one node after the other is restarted in order', fault: 'F17', gate: 1, rounds: 5,
    async play(stage) {
      for (const node of stage.nodes) await restart(stage, node);
    },
  },
];
