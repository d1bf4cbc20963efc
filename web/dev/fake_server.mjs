// An in-memory server that speaks docs/wire/, to look at the page without the real server. It serves dist/ under the same
// Content-Security-Policy, has the accounts alice and boris (password "correct horse") and loses everything when it ends.
//
//     npm run build && node dev/fake_server.mjs [PORT]
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { mails, talk } from './fake_content.mjs';

const port = Number(process.argv[2] ?? 8080);
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; frame-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; media-src 'self' blob:; " +
  "manifest-src 'self'; font-src 'self'; require-trusted-types-for 'script'";
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

const users = new Map();
const chats = new Map();
const boxes = new Map();
const logs = new Map();
const sockets = new Set();
let lastId = 7_236_401_234_567_000n;

const id = () => String(++lastId);
const now = () => new Date().toISOString();
const person = ({ id, login, name }) => ({ id, login, name });
const refusal = (status, code, message, field = '') => Object.assign(new Error(message), { status, code, field });

function append(room, event, data, at = now()) {
  const log = logs.get(room) ?? { id: '9f2c61d07a8e4b35', events: [] };
  logs.set(room, log);
  const payload = { event, room, seq: log.events.length + 1, at, data };
  log.events.push(payload);
  for (const socket of sockets) if (socket.rooms.has(room)) push(socket, 'rooms', payload);
  return payload;
}

const push = (socket, stream, payload) => socket.send(JSON.stringify({ stream, payload }));

function addUser(login, name, password) {
  const user = { id: id(), login, name, password };
  users.set(login, user);
  append(`user:${user.id}`, 'user.created', {});
  return user;
}

function dialog(user, peer) {
  for (const chat of chats.values()) if (chat.members.includes(user) && chat.members.includes(peer)) return chat;
  const chat = { id: id(), members: [user, peer], at: now() };
  chats.set(chat.id, chat);
  append(`chat:${chat.id}`, 'chat.created', { members: [user.id, peer.id] });
  for (const member of chat.members) append(`user:${member.id}`, 'chat.added', { chat: chatFor(chat, member) });
  return chat;
}

function savedOf(user) {
  for (const chat of chats.values()) if (chat.members.length === 1 && chat.members[0] === user) return chat;
  const chat = { id: id(), members: [user], at: now() };
  chats.set(chat.id, chat);
  append(`chat:${chat.id}`, 'chat.created', { members: [user.id] });
  append(`user:${user.id}`, 'chat.added', { chat: chatFor(chat, user) });
  return chat;
}

const messagesOf = (chat) =>
  logs.get(`chat:${chat.id}`).events.filter(({ event }) => event === 'message.created').map(({ seq, at, data }) => ({ ...data, seq, at }));

const inRoom = (chat) => messagesOf(chat).filter(({ thread, in_room }) => !thread || in_room);
const answersTo = (chat, root) => messagesOf(chat).filter(({ thread }) => thread === root);
/** How far each follower of a thread has read, by person; by chat and root. */
const followers = new Map();
const followersOf = (chat, root) => followers.get(`${chat.id}/${root}`) ?? new Map();

function answered(chat, root, user, seq) {
  const key = `${chat.id}/${root}`;
  const known = followers.get(key) ?? new Map([[messagesOf(chat).find((message) => message.seq === root).author, root]]);
  followers.set(key, known.set(user.id, seq));
}

function countersOf(chat, root, user) {
  const read = followersOf(chat, root).get(user.id);
  const unread = answersTo(chat, root).filter(({ seq, author, in_room }) => seq > (read ?? Infinity) && author !== user.id && !in_room).length;
  return { follows: read !== undefined, seq: read ?? 0, unread, head: logs.get(`chat:${chat.id}`).events.length };
}

function withReplies(chat, message, user) {
  const all = answersTo(chat, message.seq);
  if (message.thread || all.length === 0) return message;
  const { seq: last_seq, at: last_at, author: last_author } = all.at(-1);
  const { follows, seq: read_seq, unread } = countersOf(chat, message.seq, user);
  return { ...message, replies: { count: all.length, last_seq, last_at, last_author, ...(follows ? { read_seq, unread } : {}) } };
}

function chatFor(chat, user) {
  const last = inRoom(chat).at(-1) ?? null;
  const peer = chat.members.find((member) => member !== user);
  const { length: seq } = logs.get(`chat:${chat.id}`).events;
  const counted = { seq, read_seq: seq, unread: 0, mentions: 0 };
  const settings = { muted_until: null, pinned: 0, archived: false };
  const mine = { members: 2, role: 'member', may: ['write', 'pin'], ...counted, settings };
  if (!peer) return { id: chat.id, kind: 'saved', title: '', about: '', last_message: last, active_at: last?.at ?? chat.at, ...mine, members: 1 };
  return { id: chat.id, kind: 'dialog', peer: person(peer), last_message: last, active_at: last?.at ?? chat.at, ...mine };
}

const say = (chat, user, text, op, at, more = {}) =>
  append(`chat:${chat.id}`, 'message.created', { id: id(), author: user.id, text, ...(op ? { op } : {}), ...more }, at);

function ephemeral(box, state) {
  box.state = state;
  const payload = { event: 'mailbox.state', room: `mailbox:${box.account.id}`, at: now(), data: state };
  for (const socket of sockets) if (socket.rooms.has(payload.room)) push(socket, 'rooms', payload);
}

const summary = ({ id, folder, from, subject, text, received_at, seen, attachments }) =>
  ({ id, folder, from, subject, snippet: text.slice(0, 120).replace(/\s+/g, ' '), received_at, seen, attachments: attachments.length });

function receive(box, mail) {
  box.mails.push({ id: id(), folder: 'INBOX', cc: [], reply_to: [], seen: false, message_id: `${lastId}@example.org`, ...mail });
  box.mails.sort((a, b) => (a.received_at < b.received_at ? 1 : -1));
  append(`mailbox:${box.account.id}`, 'mail.received', summary(box.mails.find((message) => message.id === String(lastId))));
}

const mailboxState = (state, done, remaining, error = null, retry_at = null) =>
  ({ state, folder: 'INBOX', done, remaining, percent: Math.round((done / Math.max(1, done + remaining)) * 10_000) / 100, error, retry_at });

async function follow(box, stepMs) {
  const all = mails(box.account.address);
  for (let done = 0; done < all.length; done += 4) {
    for (const mail of all.slice(done, done + 4)) receive(box, mail);
    ephemeral(box, mailboxState('backfill', Math.min(done + 4, all.length), Math.max(0, all.length - done - 4)));
    if (stepMs) await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
  ephemeral(box, mailboxState('live', all.length, 0));
}

function addBox(user, { address, host, port, security, user: name }) {
  const box = { account: { id: id(), address, host, port, security, user: name }, owner: user, mails: [], state: mailboxState('connecting', 0, 0) };
  boxes.set(box.account.id, box);
  append(`mailbox:${box.account.id}`, 'mailbox.created', {});
  append(`user:${user.id}`, 'mailbox.added', { account: box.account });
  return box;
}

const permitted = (map, key, allowed) => {
  const found = map.get(key);
  if (!found || !allowed(found)) throw refusal(404, 'not_found', 'no such room');
  return found;
};

const actions = {
  'rooms.subscribe': ({ rooms }, socket) => {
    const answer = {};
    for (const [room, place] of Object.entries(rooms)) {
      const log = logs.get(room);
      if (!log) { answer[room] = { error: { code: 'not_found', field: 'rooms', message: 'no such room' } }; continue; }
      const { seq, log: known } = typeof place === 'number' ? { seq: place } : place;
      const newest = log.events.length;
      const reset = seq > newest || (known !== undefined && known !== log.id);
      answer[room] = { seq: newest, log: log.id, from: reset ? newest : seq, ...(reset ? { reset: true } : {}) };
      if (room.startsWith('mailbox:')) answer[room].state = boxes.get(room.slice(8)).state;
      socket.rooms.add(room);
    }
    queueMicrotask(() => {
      for (const [room, { from }] of Object.entries(answer)) logs.get(room)?.events.slice(from).forEach((event) => push(socket, 'rooms', event));
    });
    return { rooms: answer };
  },
  'rooms.unsubscribe': ({ rooms }, socket) => { rooms.forEach((room) => socket.rooms.delete(room)); return {}; },
  'chats.list': (_, { user }) => ({ chats: [...chats.values()].filter(({ members }) => members.includes(user)).map((chat) => chatFor(chat, user)) }),
  'chats.dialog': ({ user: peerId }, { user }) => {
    const peer = [...users.values()].find((candidate) => candidate.id === peerId);
    if (!peer) throw refusal(404, 'not_found', 'no such person', 'user');
    return { chat: chatFor(dialog(user, peer), user) };
  },
  'chats.send': ({ chat, text, op, thread, shown_in }, { user }) => {
    if (text.startsWith('/refuse')) throw refusal(403, 'forbidden', 'this person does not wish to be written to');
    const room = permitted(chats, chat, ({ members }) => members.includes(user));
    const known = messagesOf(room).find((message) => message.op === op);
    const mentions = room.members.filter(({ login, id: each }) => each !== user.id && text.includes(`@${login}`)).map((each) => each.id);
    const { seq, at, data } = known ? { ...known, data: known } : say(room, user, text, op, undefined, {
      ...(thread ? { thread, ...(shown_in === 'room' ? { in_room: true } : {}) } : {}),
      ...(mentions.length ? { mentions } : {}),
    });
    if (thread) for (const each of mentions) if (!followersOf(room, thread).has(each)) followersOf(room, thread).set(each, thread);
    if (thread && !known) answered(room, thread, user, seq);
    return { id: data.id, seq, at };
  },
  'chats.history': ({ chat, before = 0, limit = 50, thread }, { user }) => {
    const room = permitted(chats, chat, ({ members }) => members.includes(user));
    const older = (thread ? answersTo(room, thread) : inRoom(room)).filter(({ seq }) => !before || seq < before);
    return { messages: older.slice(-limit).reverse().map((message) => withReplies(room, message, user)), more: older.length > limit };
  },
  'chats.follow': ({ chat, thread, do: wish }, { user }) => {
    const room = permitted(chats, chat, ({ members }) => members.includes(user));
    if (wish === 'follow') answered(room, thread, user, logs.get(`chat:${room.id}`).events.length);
    else followersOf(room, thread).delete(user.id);
    return countersOf(room, thread, user);
  },
  'chats.saved': (_, { user }) => ({ chat: chatFor(savedOf(user), user) }),
  'chats.forward': ({ chat, from, seqs, op }, { user }) => {
    const mine = ({ members }) => members.includes(user);
    const [target, source] = [permitted(chats, chat, mine), permitted(chats, from, mine)];
    const originals = messagesOf(source).filter(({ seq }) => seqs.includes(seq));
    const brought = originals.map(({ text, author, at, seq, forwarded }) => {
      const writer = person([...users.values()].find((each) => each.id === author));
      const place = target.members.length === 1 ? { chat: from, seq } : {};
      return say(target, user, text, op, undefined, { forwarded: { author: forwarded?.author ?? writer, at: forwarded?.at ?? at, ...place } });
    });
    return { id: brought[0].data.id, seq: brought[0].seq, at: brought[0].at };
  },
  'chats.read': ({ chat, seq, thread }, { user }) => {
    const room = permitted(chats, chat, ({ members }) => members.includes(user));
    if (thread) {
      const marks = followersOf(room, thread);
      if (marks.has(user.id)) marks.set(user.id, Math.max(seq, marks.get(user.id)));
      return countersOf(room, thread, user);
    }
    return { seq, unread: 0, mentions: 0, head: logs.get(`chat:${room.id}`).events.length };
  },
  'chats.pinned': () => ({ pinned: [] }),
  'chats.members': ({ chat }, { user }) => {
    const { members } = permitted(chats, chat, ({ members }) => members.includes(user));
    return { members: members.map((each) => ({ ...person(each), role: 'member', joined_at: now(), read_seq: 0, read_at: null })), cursor: '', more: false };
  },
  'people.search': ({ prefix }) => {
    const begins = (text) => text.toLowerCase().startsWith(prefix.toLowerCase());
    return { people: [...users.values()].filter(({ login, name }) => begins(login) || name.split(' ').some(begins)).map(person) };
  },
  'mail.add': async (settings, { user }) => {
    await new Promise((resolve) => setTimeout(resolve, 400));
    if (settings.password === 'wrong') {
      throw refusal(422, 'mail_refused', `${settings.host} refused the sign-in: [AUTHENTICATIONFAILED] Authentication failed.`, 'password');
    }
    const box = addBox(user, settings);
    setTimeout(() => void follow(box, 250), 300);
    return { account: box.account };
  },
  'mail.accounts': (_, { user }) => ({ accounts: [...boxes.values()].filter(({ owner }) => owner === user).map(({ account }) => account) }),
  'mail.messages': ({ account, before, limit = 50 }, { user }) => {
    const all = permitted(boxes, account, ({ owner }) => owner === user).mails;
    const from = before ? all.findIndex((mail) => mail.id === before) + 1 : 0;
    const page = all.slice(from, from + limit);
    return { messages: page.map(summary), cursor: page.at(-1)?.id ?? '', more: from + limit < all.length };
  },
  'mail.message': ({ account, id: mailId }, { user }) => {
    const mail = permitted(boxes, account, ({ owner }) => owner === user).mails.find((message) => message.id === mailId);
    if (!mail) throw refusal(404, 'not_found', 'no such mail', 'id');
    return { message: mail };
  },
};

async function onFrame(socket, text) {
  const { stream, payload } = JSON.parse(text);
  const { action, request_id, ...args } = payload;
  const reply = (response_status, data, errors) => push(socket, stream, { action, request_id, response_status, data, errors });
  try {
    const run = actions[`${stream}.${action}`];
    if (!run) throw refusal(405, 'unknown_action', 'no such action');
    const data = run(args, socket);
    reply(200, data instanceof Promise ? await data : data, []);
  } catch ({ status = 500, code = 'internal', field = '', message }) {
    reply(status, null, [{ code, field, message }]);
  }
}

const routes = {
  'POST /api/v1/accounts': ({ login, name, password, password_again }) => {
    if (users.has(login)) throw refusal(409, 'conflict', `the login ${login} is taken`, 'login');
    if (password.length < 8) throw refusal(422, 'invalid', 'a password has 8 to 1024 octets', 'password');
    if (password !== password_again) throw refusal(422, 'invalid', 'the passwords differ', 'password_again');
    return [201, addUser(login, name, password)];
  },
  'POST /api/v1/sessions': ({ login, password }) => {
    const user = users.get(login);
    if (user?.password !== password) throw refusal(401, 'bad_credentials', 'login or password is wrong');
    return [201, user];
  },
  'DELETE /api/v1/sessions/current': () => [204, null],
  'GET /api/v1/me': (_, user) => {
    if (!user) throw refusal(401, 'unauthenticated', 'nobody is signed in');
    return [200, user];
  },
};

const userOf = (request) => users.get(/sid=([\w.-]+)/.exec(request.headers.cookie ?? '')?.[1]);

const server = createServer(async (request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  const run = routes[`${request.method} ${path}`];
  response.setHeader('content-security-policy', csp);
  if (run) {
    let body = '';
    for await (const part of request) body += part;
    try {
      const [status, user] = run(body ? JSON.parse(body) : {}, userOf(request));
      response.setHeader('set-cookie', `sid=${user?.login ?? ''}; Path=/; HttpOnly; SameSite=Lax`);
      response.writeHead(status, { 'content-type': 'application/json' }).end(user ? JSON.stringify({ user: person(user) }) : undefined);
    } catch ({ status = 500, code, field, message }) {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ errors: [{ code, field, message }] }));
    }
    return;
  }
  const file = join(dist, normalize(path === '/' ? '/index.html' : path));
  if (!file.startsWith(dist) || !existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
});

new WebSocketServer({ server, path: '/ws', verifyClient: ({ req }) => userOf(req) !== undefined }).on('connection', (socket, request) => {
  Object.assign(socket, { user: userOf(request), rooms: new Set() });
  sockets.add(socket);
  socket.on('message', (text) => void onFrame(socket, String(text)));
  socket.on('close', () => sockets.delete(socket));
});

const alice = addUser('alice', 'Alice Winter', 'correct horse');
for (const { login, name, lines } of talk) {
  const peer = addUser(login, name, 'correct horse');
  const chat = lines.length ? dialog(alice, peer) : undefined;
  for (const { fromAlice, text, at } of lines) say(chat, fromAlice ? alice : peer, text, undefined, at);
}
const box = addBox(alice, { address: 'alice@example.org', host: 'imap.example.org', port: 993, security: 'tls', user: 'alice' });
void follow(box, 0);
setInterval(() => receive(box, { ...mails('alice@example.org')[Math.floor(Math.random() * 6)], received_at: now() }), 20_000).unref();

server.listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}/`));
