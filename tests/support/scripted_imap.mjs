// A mail server of one mailbox that the test makes up: plain TCP, and as many messages as it likes.
import { createServer } from 'node:net';

const letter = (uid) => `From: carol@example.org\r\nSubject: letter ${uid}\r\nMessage-ID: <${uid}@example.org>\r\n\r\nHello.\r\n`;

/** The numbers of a sequence-set such as `1:3,7:*`. */
function numbers(set, last) {
  return set.split(',').flatMap((part) => {
    const [from, to = from] = part.split(':').map((end) => (end === '*' ? last : Number(end)));
    return Array.from({ length: Math.max(0, Math.min(to, last) - from + 1) }, (_, i) => from + i);
  });
}

export class ScriptedImap {
  #server;
  #sockets = new Set();
  #letters;
  /** Sign-ins so far. */
  sessions = 0;
  /** Messages sent so far. */
  sent = 0;

  /** @param {number} letters in the mailbox, with UIDs from 1 on */
  static async start(letters) {
    const server = new ScriptedImap(letters);
    await new Promise((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  constructor(letters) {
    this.#letters = letters;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  get port() {
    return this.#server.address().port;
  }

  /** Settings that let vestnikd use it. */
  get trusting() {
    return { 'mail.allow-private-ranges': '127.0.0.0/8', 'mail.allow-ports': this.port };
  }

  async stop() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket) {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {});
    socket.write('* OK [CAPABILITY IMAP4rev1 IDLE] hello\r\n');
    let input = '';
    let idle = null;
    socket.setEncoding('utf8').on('data', (text) => {
      input += text;
      for (let end = input.indexOf('\r\n'); end >= 0; end = input.indexOf('\r\n')) {
        const line = input.slice(0, end);
        input = input.slice(end + 2);
        if (line === 'DONE') socket.write(`${idle} OK done\r\n`);
        else idle = this.#answer(socket, ...line.split(' '));
      }
    });
  }

  /** @returns the tag of an IDLE */
  #answer(socket, tag, command, ...rest) {
    let data = '';
    if (command === 'IDLE') {
      socket.write('+ idling\r\n');
      return tag;
    }
    if (command === 'LOGIN') this.sessions += 1;
    if (command === 'EXAMINE')
      data = `* ${this.#letters} EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT ${this.#letters + 1}] ok\r\n`;
    if (command === 'UID') data = this.#fetch(rest[1], rest.slice(2).join(' '));
    if (command === 'LOGOUT') data = '* BYE bye\r\n';
    socket.write(`${data}${tag} OK done\r\n`);
    return null;
  }

  #fetch(set, what) {
    const uids = numbers(set, this.#letters);
    if (!what.includes('BODY')) return uids.map((uid) => `* ${uid} FETCH (UID ${uid} RFC822.SIZE ${letter(uid).length})\r\n`).join('');
    this.sent += uids.length;
    return uids.map((uid) => `* ${uid} FETCH (UID ${uid} FLAGS () BODY[] {${letter(uid).length}}\r\n${letter(uid)})\r\n`).join('');
  }
}
