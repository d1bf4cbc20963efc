// Clients that send a message several times, or reconnect to another node.
import { randomUUID } from 'node:crypto';

/** Sends one message of one person so many times, over all nodes at once. */
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

export const clients = [
  {
    name: 'one message is sent 50 times over all nodes at once', fault: 'F19', gate: 1, rounds: 5,
    async play(stage) {
      for (let i = 0; i < 10; ++i) await sendEverywhere(stage, 50);
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
