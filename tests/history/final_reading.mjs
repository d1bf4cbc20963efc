// The final reading: when nothing is in flight, each person reads the raw log of each room, and its history by pages.

/** A reader that receives nothing for so long is stalled. */
const patienceMs = 15_000;

/**
 * Reads the log of every room from seq 1 on, with new subscriptions; resumes them when the server closes the socket.
 * @returns the events, the newest seqs and the states (who has read how far), by room
 */
async function readLogs(account, rooms, history) {
  const logs = Object.fromEntries(rooms.map((room) => [room, []]));
  const last = (room) => logs[room].at(-1)?.seq ?? 0;
  let heads;
  const states = {};
  const isComplete = () => heads && rooms.every((room) => last(room) >= heads[room]);
  /** Reads until nothing is missing, the server closes the socket, or nothing arrives. @returns 'complete', 'closed' or 'stalled' */
  const read = async () => {
    const reader = account.sibling();
    await reader.connect();
    const end = Promise.withResolvers();
    const timer = setTimeout(() => end.resolve('stalled'), patienceMs);
    reader.onEvent(({ room, seq, event, at, data }) => {
      if (seq === undefined) return;
      logs[room].push({ seq, event, time: at, data });
      timer.refresh();
      if (isComplete()) end.resolve('complete');
    });
    reader.onClose((code) => {
      history.closed({ user: account.user.id, device: 'final reading' }, code);
      end.resolve('closed');
    });
    const positions = Object.fromEntries(rooms.map((room) => [room, last(room)]));
    const answer = await reader.ask('rooms', 'subscribe', { rooms: positions });
    heads = Object.fromEntries(Object.entries(answer.rooms).map(([room, { seq }]) => [room, seq]));
    for (const [room, { state }] of Object.entries(answer.rooms)) states[room] = state;
    if (isComplete()) end.resolve('complete');
    const outcome = await end.promise;
    clearTimeout(timer);
    reader.close();
    return outcome;
  };
  while ((await read()) === 'closed');
  return { logs, heads, states };
}

/** All messages of a chat, oldest first. */
async function readHistory(reader, chat) {
  const messages = [];
  for (let before = 0; ; before = messages.at(-1).seq) {
    const page = await reader.ask('chats', 'history', { chat, before, limit: 200 });
    if (page.more && page.messages.length === 0) throw new Error(`a page of the chat ${chat} before ${before} is empty, and says that there is more`);
    messages.push(...page.messages);
    if (!page.more) return messages.reverse();
  }
}

/**
 * Records for each person the chat list, and for each room its log and history.
 * @param {WireClient[]} people registered
 * @returns a map of user id to {room: head}
 */
export async function readEverything(people, history) {
  const headsOf = new Map();
  for (const account of people) {
    const user = account.user.id;
    const reader = account.sibling();
    await reader.connect();
    const { chats } = await reader.ask('chats', 'list');
    history.final(user, 'chats', { chats });
    const rooms = [`user:${user}`, ...chats.map(({ id }) => `chat:${id}`)];
    const { logs, heads, states } = await readLogs(account, rooms, history);
    headsOf.set(user, heads);
    for (const room of rooms) history.final(user, 'log', { room, head: heads[room], state: states[room], events: logs[room] });
    for (const { id } of chats) history.final(user, 'history', { room: `chat:${id}`, messages: await readHistory(reader, id) });
    reader.close();
  }
  return headsOf;
}
