// What is done to the cluster. Each scenario is played while a crowd uses it, and must leave it healed; what clients saw is
// judged afterwards. `gate` and `rounds` say how often it is played in `./dev test` and by `--all`.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { within } from './stage.mjs';

const declaredDead = 75;
/** Longer than a lease, a vote and a few probes. */
const outageMs = 9000;

/** Stops a node's process for a while. */
async function standStill(stage, node, ms, when) {
  await stage.strike(node, 'pause', async () => {
    node.signal('SIGSTOP');
    await pause(ms);
    node.signal('SIGCONT');
    stage.history.fault('continue', { node: node.name });
  }, when);
}

/** Something that gets a node buried: once it is over, the node must notice, end itself and come back as another. */
async function buries(stage, node, act) {
  stage.allow(node, declaredDead);
  const back = node.returns();
  await act();
  await within(20_000, back, `that ${node.name}, which must have been declared dead, ends itself and is started again`);
}

/** A node stands still for longer than its lease. */
const outlivesItsLease = (stage, node, ms, when) => buries(stage, node, () => standStill(stage, node, ms, when));

/** A node is cut off for longer than that. @param {(segment: object) => Promise} cut */
const isCutOff = (stage, node, cut) => buries(stage, node, async () => {
  await stage.strike(node, 'cut off', () => cut(stage.network.of(node.name)));
  await pause(outageMs);
  await stage.network.heal();
  stage.history.fault('mended', { node: node.name });
});

/** The node that has the mailbox. */
const fetcher = (stage) => stage.nodes.find(({ name }) => name === stage.mail.fetcher) ?? stage.choose();

/** Nobody is declared dead and no room moves while this is done. */
async function movesNothing(stage, act) {
  const before = await stage.fencing.moves();
  await act();
  const moves = (await stage.fencing.moves()) - before;
  if (moves > 0) stage.find('F', `${moves} rooms have moved, though nothing had failed for long enough`);
}

async function kill(stage, node, when) {
  stage.allow(node, 'SIGKILL');
  const back = node.returns();
  await stage.strike(node, 'kill', () => node.signal('SIGKILL'), when);
  await within(60_000, back, `that ${node.name} is started again`);
}

/** A node ends in order and is started again. */
async function restart(stage, node) {
  stage.allow(node, 0);
  const back = node.returns();
  let ms;
  await stage.strike(node, 'drain', async () => (ms = await node.drain()));
  stage.history.fault('drained', { node: node.name, ms });
  if (ms > 15_000) stage.find('F', `${node.name} took ${Math.round(ms / 1000)} s to end in order`);
  await within(60_000, back, `that ${node.name} is started again`);
  await stage.allServe();
}

/** One person sends one message so many times, over all nodes at once. */
async function sendEverywhere(stage, copies) {
  const [person] = stage.crowd.people;
  const sockets = [];
  for (const { name, origin } of stage.nodes) {
    const socket = person.sibling();
    await socket.connect(origin, stage.random.pick(stage.nodes).origin);
    socket.client = { device: 'device.0', user: person.user.id, socket: `copies.${name}.${randomUUID()}`, node: name };
    sockets.push(socket);
  }
  const { chats } = await sockets[0].ask('chats', 'list');
  const parameters = { op: randomUUID(), chat: stage.random.pick(chats).id, text: 'the same everywhere' };
  await Promise.all(Array.from({ length: copies }, (_, i) => new Promise((resolve) => {
    const socket = sockets[i % sockets.length];
    const attempt = stage.history.invoke(socket.client, 'send', parameters);
    socket.request('chats', 'send', parameters, (error, data) => {
      stage.history.end(attempt, error, data);
      resolve();
    });
  })));
  sockets.forEach((socket) => socket.close());
}

export const scenarios = [
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
      const proxy = stage.proxies.get(node.name);
      // Slow writes, so that some are under way and others wait for them.
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
        const room = stage.random.pick((await stage.fencing.roomsOf(node.name)).filter((one) => one.startsWith('chat:')));
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
    name: 'a node is cut off from the others and from the database', fault: 'F3', gate: 1, rounds: 10,
    play: (stage) => isCutOff(stage, stage.choose(), async (segment) => {
      await segment.part(stage.network.others(segment.name));
      await segment.partFromPort(stage.databasePort);
    }),
  },
  {
    name: 'a node is cut off from the others, not from the database', fault: 'F4', gate: 0, rounds: 10,
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
  {
    name: 'one node after the other is restarted in order', fault: 'F17', gate: 1, rounds: 5,
    async play(stage) {
      for (const node of stage.nodes) await restart(stage, node);
    },
  },
  {
    name: 'one message is sent 50 times over all nodes at once', fault: 'F19', gate: 1, rounds: 5,
    async play(stage) {
      for (let i = 0; i < 10; ++i) await sendEverywhere(stage, 50);
    },
  },
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
  {
    name: 'everybody lands on another node at each reconnect', fault: 'F22', gate: 1, rounds: 5,
    async play(stage) {
      for (let i = 0; i < 5; ++i) {
        await stage.moment();
        stage.crowd.scatter();
      }
    },
  },
];
