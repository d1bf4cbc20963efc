// Calculates the needs of a large cluster: the tables of docs/scale.md, which explains them. Placement is simulated with the
// server's own hash; everything else follows from the measurements (docs/benchmarks.md) and assumptions below.
//
//     node bench/scale.mjs
import { Placement } from './placement.mjs';

const KiB = 1024;
const GiB = KiB ** 3;
const TB = 1e12;

/** Measured on two cores that were also used by others. */
const measured = {
  sessionBytes: 8.4 * KiB, // bench_fanout
  roomBytes: 6.3 * KiB, // bench_loaded_rooms
  processBytes: 31 * KiB * KiB, // bench/cluster.mjs
  messageSeconds: 62e-6, // bench/cluster.mjs --listeners 1: all threads of the node, sixteen at a time
  eventOnLink: 381, // bench/cluster.mjs: bytes per event of 200 bytes of text and other node
  linkIdle: 266, // bench/cluster.mjs: bytes per second of a link, both ways
  framesPerSecond: 55_000, // bench_node_links: each way, 200 to 16,000 bytes
  durableMessages: 33_000, // bench_durable_messages: PostgreSQL, 1,000 rooms
  takenOver: 10_000, // bench/lost_rooms.mjs: rooms per second, two nodes and PostgreSQL on two cores
  deathSeconds: 0.7, // bench/cluster.mjs: until a killed node's first room serves
  rows: { messages: 340, room_log: 433, operations: 284, rooms: 141, chats: 137, chat_members: 124, users: 380, sessions: 230, mails: 8644 },
  timerBytes: 155, // a request that has not been answered yet keeps its timer: 31 MB for 200,000
};

/** Assumptions about a connected person with one page. */
const supposed = {
  kernelBytes: 4 * KiB, // of a connection, without TLS
  farSocketBytes: 2 * KiB, // the stand-in for a socket at the node of the person's room
  chats: 20, // dialogs; the other person is connected as well
  messagesPerDay: 30,
  peak: 4, // times the average
  mailAccounts: 0.2,
  nodeBytes: 64 * GiB * 0.6,
};

/** Constants of the program. */
const rules = {
  renewSeconds: 1.5, probeSeconds: 0.5, successors: 3, allProbeAll: 5,
  retrySeconds: 0.1, // after a subscription to a room without an owner
  connections: 4, // to the database: a writer, two readers, one for the table of nodes
  logDays: 90, operationDays: 7, purgeSeconds: 3600,
};

// -- printing --------------------------------------------------------------------------------------------------------

const short = (value) => {
  for (const [size, unit] of [[1e9, ' G'], [1e6, ' M'], [1e3, ' k']]) if (value >= size) return `${trim(value / size)}${unit}`;
  return trim(value);
};
const trim = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? String(Number(value.toFixed(1))) : String(Number(value.toPrecision(2))));

function table(title, heads, rows) {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? short(cell) : cell)));
  console.log(`\n## ${title}\n\n| ${heads.join(' | ')} |\n|${'---|'.repeat(heads.length)}`);
  for (const row of cells) console.log(`| ${row.join(' | ')} |`);
}

// -- needs of a person ---------------------------------------------------------------------------------------------

const messagesPerSecond = (people) => (people * supposed.messagesPerDay * supposed.peak) / 86_400;
/** The person's own room, and half of each dialog, since two people share it. Open pages follow all of them. */
const roomsEach = 1 + supposed.chats / 2;
const personBytes = measured.sessionBytes + supposed.kernelBytes + supposed.farSocketBytes + roomsEach * measured.roomBytes;

function memory() {
  const parts = [
    ['session with one subscription', measured.sessionBytes],
    ['kernel (supposed)', supposed.kernelBytes],
    ['its stand-in at another node (supposed)', supposed.farSocketBytes],
    [`${roomsEach} rooms: one's own, half of ${supposed.chats} dialogs`, roomsEach * measured.roomBytes],
    ['together', personBytes],
  ];
  table('One person who is connected', ['', 'KiB', 'of 10 M, GiB'],
    parts.map(([name, bytes]) => [name, trim(bytes / KiB), trim((bytes * 1e7) / GiB)]));
  table('Nodes that hold so many people', ['people', 'messages/s at the peak', 'cores for them', 'nodes by memory', 'people each', 'rooms each'],
    [1e5, 1e6, 1e7].map((people) => {
      const nodes = Math.ceil((people * personBytes) / (supposed.nodeBytes - measured.processBytes));
      const messages = messagesPerSecond(people);
      return [people, messages, messages * measured.messageSeconds, nodes, people / nodes, (people * roomsEach) / nodes];
    }));
}

// -- placement -------------------------------------------------------------------------------------------------------

const roomsPlaced = 60_000;

function placement() {
  const rows = [3, 5, 10, 30, 100, 500].map((nodes) => {
    const names = Array.from({ length: nodes }, (_, i) => `node${i + 1}`);
    const all = new Placement(names);
    const without = new Placement(names.slice(1));
    const shares = new Float64Array(nodes);
    const heirs = new Float64Array(nodes);
    for (let i = 1; i <= roomsPlaced; ++i) {
      // As the ids of chats: time in the high bits, a counter in the low bits.
      const id = (BigInt(60_000_000_000 + i * 977) << 22n) | BigInt(i % 3);
      const at = all.place(1, id);
      ++shares[at];
      if (at === 0) ++heirs[1 + without.place(1, id)];
    }
    const fair = roomsPlaced / nodes;
    const deviation = Math.sqrt(shares.reduce((sum, share) => sum + (share - fair) ** 2, 0) / nodes);
    return [String(nodes), fair, `${trim(Math.max(...shares) / fair)} / ${trim(Math.min(...shares) / fair)}`,
      trim(deviation / Math.sqrt(fair * (1 - 1 / nodes))), `${trim((Math.max(...heirs) / shares[0]) * 100)} % (fair: ${trim(100 / (nodes - 1))} %)`];
  });
  table(`${short(roomsPlaced)} rooms on n nodes`, ['n', 'rooms each', 'most / least, of a fair share', 'deviation (chance: 1)', "most that one inherits of a lost node's"], rows);
}

// -- membership and links -----------------------------------------------------------------------------------------

const sizes = [3, 10, 30, 100, 300, 1000];

function membership() {
  table('Who is there', ['n', 'orders/s to the table', 'rows read/s by them', 'probes/s, all', 'messages when one joins or dies', 'connections to the database'],
    sizes.map((n) => {
      const orders = n / rules.renewSeconds;
      const probed = n <= rules.allProbeAll ? n - 1 : rules.successors;
      // Two changes of the table each; a node that learns of a change tells all others.
      return [String(n), orders, orders * n, (n * probed) / rules.probeSeconds, 2 * n * (n - 1), String(rules.connections * n)];
    }));
  table('Links', ['n', 'links', 'of each node', 'bytes/s of a node when nobody talks'],
    sizes.map((n) => [String(n), (n * (n - 1)) / 2, String(n - 1), (n - 1) * measured.linkIdle]));
}

// -- events ----------------------------------------------------------------------------------------------------------

/** How many nodes, besides the owner's, have at least one of so many listeners. */
const otherNodes = (n, listeners) => (n - 1) * (1 - (1 - 1 / n) ** listeners);

function events() {
  const few = [3, 20, 100, 300];
  table('Nodes that one event goes to, beside the owner\'s', ['listeners', ...few.map((n) => `n = ${n}`), 'bytes, n = 100'],
    [2, 10, 100, 1000, 100_000].map((listeners) => [listeners, ...few.map((n) => otherNodes(n, listeners)),
      otherNodes(100, listeners) * measured.eventOnLink]));
  table('Dialogs, at the peak', ['people', 'n', 'frames/s of a node, in and out', 'of what a link port carries', 'MB/s of a node, out'],
    [[1e6, 20], [1e7, 20], [1e7, 100], [1e7, 300]].map(([people, n]) => {
      const messages = messagesPerSecond(people);
      // The command and its answer, unless the room is at this node; the event to both people.
      const frames = messages * (otherNodes(n, 2) + (2 * (n - 1)) / n);
      return [people, String(n), frames / n, `${trim((frames / n / measured.framesPerSecond) * 100)} %`, trim((frames * measured.eventOnLink) / n / 1e6)];
    }));
}

function broadcasts() {
  const spending = 27; // bytes: account, id as text, tokens
  table('What every node is told', ['people', 'people and addresses that spend, per second', 'MB/s into each node', 'words of groups/s that fill a node'],
    [1e5, 1e6, 1e7].map((people) => {
      const spent = 2 * messagesPerSecond(people);
      return [people, spent, trim((spent * spending) / 1e6), measured.framesPerSecond];
    }));
}

// -- the database ----------------------------------------------------------------------------------------------------

function database() {
  const { rows } = measured;
  table('The database', ['people', 'messages/s at the peak', 'of one PostgreSQL', 'messages, TB a year', 'room_log, TB', 'operations, TB', 'rest, TB'],
    [1e5, 1e6, 1e7].map((people) => {
      const daily = people * supposed.messagesPerDay;
      const dialogs = (people * supposed.chats) / 2;
      const rest = people * (rows.users + rows.sessions + rows.rooms) + dialogs * (rows.rooms + rows.chats + 2 * rows.chat_members);
      const peak = messagesPerSecond(people);
      return [people, peak, `${trim((peak / measured.durableMessages) * 100)} %`, trim((daily * 365 * rows.messages) / TB),
        trim((daily * rules.logDays * rows.room_log) / TB), trim((daily * rules.operationDays * rows.operations) / TB), trim(rest / TB)];
    }));
  table('What each node asks of all that there is', ['people', 'n', 'accounts read when one joins or dies, all nodes', 'rooms looked at by purging, per second'],
    [[1e5, 12], [1e6, 3], [1e6, 119], [1e7, 21], [1e7, 100]].map(([people, n]) =>
      [people, String(n), n * people * supposed.mailAccounts, (n * people * roomsEach) / rules.purgeSeconds]));
}

// -- losses ----------------------------------------------------------------------------------------------------------

function losses() {
  table('A node is lost: its rooms are taken over', ['rooms', 'people of such a node', 'seconds until all are', 'questions/s of each node until the death is known, n = 20', 'MiB of their timers'],
    [1e3, 1e4, 5e4, 1e5, 1e6, 5e6].map((rooms) => {
      const seconds = measured.deathSeconds + rooms / measured.takenOver;
      // For both people of a dialog some node sends a question every 100 ms.
      const questions = (rooms * otherNodes(20, 2)) / 19 / rules.retrySeconds;
      const waiting = questions * measured.deathSeconds;
      return [rooms, rooms / roomsEach, seconds, questions, (waiting * measured.timerBytes) / KiB ** 2];
    }));
  table('A node is lost: its people come back', ['people of the node', 'each second, over 0.5 s (killed)', 'over 5 s (drained)', 'reads of the database/s, drained'],
    [1e4, 1e5, 5e5].map((people) => [people, people / 0.5, people / 5, (3 * people) / 5]));
  table('What a node may have', ['so that its rooms serve again within', 'rooms that are followed', 'people', 'nodes for 1 M', 'nodes for 10 M'],
    [2, 10, 60].map((within) => {
      const rooms = (within - measured.deathSeconds) * measured.takenOver;
      const nodes = (people) => String(Math.ceil((people * roomsEach) / rooms));
      return [`${within} s`, rooms, rooms / roomsEach, nodes(1e6), nodes(1e7)];
    }));
}

memory();
placement();
membership();
events();
broadcasts();
database();
losses();
