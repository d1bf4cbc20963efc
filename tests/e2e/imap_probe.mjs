// A minimal IMAP client, to test that the private Dovecot behaves as other tests need it.
import { readFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';

export class ImapProbe {
  #socket;
  #received = '';
  #wake = () => {};

  constructor(socket) {
    this.#listen(socket);
  }

  /** Connects with TLS, the certificate checked against `dovecot.caFile`. */
  static async tls(dovecot) {
    const probe = new ImapProbe(
      connectTls({ host: '127.0.0.1', servername: dovecot.host, port: dovecot.tlsPort, ca: readFileSync(dovecot.caFile) }),
    );
    await probe.sees(/^\* OK [^\n]*\n/);
    return probe;
  }

  static async plain(dovecot) {
    const probe = new ImapProbe(connectPlain({ host: '127.0.0.1', port: dovecot.plainPort }));
    await probe.sees(/^\* OK [^\n]*\n/);
    return probe;
  }

  async startTls(dovecot) {
    await this.command('STARTTLS');
    this.#socket.removeAllListeners();
    this.#listen(connectTls({ socket: this.#socket, servername: dovecot.host, ca: readFileSync(dovecot.caFile) }));
  }

  #listen(socket) {
    this.#socket = socket;
    const append = (text) => {
      this.#received += text;
      this.#wake();
    };
    socket.setEncoding('latin1').on('data', append);
    socket.on('error', (error) => append(`\n! ${error.message}\n`));
  }

  /** Sends a line without waiting. */
  send(line) {
    this.#socket.write(`${line}\r\n`);
  }

  /** Waits for `pattern` in the text after the last match. @returns the text up to the end of the match */
  async sees(pattern) {
    for (;;) {
      const match = pattern.exec(this.#received);
      if (match) {
        const end = match.index + match[0].length;
        const seen = this.#received.slice(0, end);
        this.#received = this.#received.slice(end);
        return seen;
      }
      await new Promise((resolve) => (this.#wake = resolve));
    }
  }

  /** Sends a command. @returns the answer up to its tagged line */
  async command(text) {
    this.send(`t ${text}`);
    return this.sees(/^t [^\n]*\n/m);
  }

  close() {
    this.#socket.destroy();
  }
}
