// The configurations of docs/deploy/, as they stand there, in front of a server: people sign in, WebSockets open and stay, and
// the server knows who comes.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { makeCertificate } from '../support/certificate.mjs';
import { Child } from '../support/child.mjs';
import { freePort } from '../support/free_port.mjs';
import { removeScratch, scratchFolder } from '../support/scratch.mjs';
import { Vestnik } from '../support/vestnik.mjs';

const host = 'chat.example.org';
const password = 'a green door at six';
/** Where people come from: an address of this machine that is no proxy's. */
const client = '127.0.0.9';
const idleMs = 61_000;
const fileOf = (name) => readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../docs/deploy', name), 'utf8');

const folder = scratchFolder('proxies');
after(() => removeScratch(folder));
let pem;
before(async () => {
  pem = await makeCertificate(folder);
});

/** Writes the text with what is of this test only. Each piece must stand in it. @param {[string, string][]} changes */
function write(name, text, changes) {
  for (const [from, to] of changes) {
    assert.ok(text.includes(from), `${name} has no “${from}”`);
    text = text.replaceAll(from, to);
  }
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const proxies = {
  nginx: {
    settings: {},
    command(port, plainPort, server) {
      const site = write('nginx.conf', fileOf('nginx.conf'), [
        ['listen 443 ssl', `listen 127.0.0.1:${port} ssl`], ['listen 80', `listen 127.0.0.1:${plainPort}`], ['127.0.0.1:8080', server],
        ['/etc/ssl/chat.example.org/fullchain.pem', pem.certificate], ['/etc/ssl/chat.example.org/key.pem', pem.key],
      ]);
      const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ');
      const whole = `daemon off; pid ${folder}/nginx.pid; error_log stderr; events {} http { access_log off; ${places} include ${site}; }`;
      return ['nginx', '-c', write('whole.conf', whole, []), '-p', folder];
    },
  },
  HAProxy: {
    settings: { 'net.proxy-protocol': 'true' },
    command(port, plainPort, server) {
      const both = write('both.pem', readFileSync(pem.certificate, 'utf8') + readFileSync(pem.key, 'utf8'), []);
      return ['haproxy', '-db', '-f', write('haproxy.cfg', fileOf('haproxy.cfg'), [
        ['bind :443', `bind 127.0.0.1:${port}`], ['bind :80', `bind 127.0.0.1:${plainPort}`], ['127.0.0.1:8080', server],
        ['/etc/haproxy/chat.example.org.pem', both],
      ])];
    },
  },
};

/** Asks as a browser does that has looked the name up. @returns the answer, or `{ socket }` of an upgrade */
const ask = (port, method, path, headers = {}, body = undefined) => new Promise((resolve, reject) => {
  const options = { agent: false, host: '127.0.0.1', port, method, path, localAddress: client, servername: 'localhost', ca: readFileSync(pem.ca), headers: { host, ...headers } };
  request(options)
    .on('response', (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (part) => (text += part)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    })
    .on('upgrade', ({ statusCode: status }, socket) => resolve({ status, socket }))
    .on('error', reject)
    .end(body);
});

// Together, since both are silent for a minute.
describe('a proxy', { concurrency: true }, () => {
  for (const [name, { settings, command }] of Object.entries(proxies)) {
    test(`people come through ${name} and are known by their own address`, { timeout: 120_000 }, async (t) => {
      const serverPort = await freePort();
      const server = await Vestnik.start(process.env.VESTNIKD, {
        'net.port': serverPort, 'net.public-origin': `https://${host}`, 'net.trusted-proxies': '127.0.0.1/32', 'net.idle-timeout': '1h', ...settings,
      });
      const [port, plainPort] = [await freePort(), await freePort()];
      const proxy = new Child(name, command(port, plainPort, `127.0.0.1:${serverPort}`));
      t.after(async () => {
        await proxy.stop();
        await server.stop();
      });
      const isUp = () => ask(port, 'GET', '/api/v1/health').then(({ status }) => status === 200, () => false);
      while (!(await isUp())) {
        assert.ok(!proxy.ended, proxy.output);
        await pause(50);
      }

      const person = JSON.stringify({ login: 'alice', name: 'Alice', password, password_again: password });
      const registered = await ask(port, 'POST', '/api/v1/accounts', { 'content-type': 'application/json', 'x-vestnik': '1' }, person);
      assert.equal(registered.status, 201, registered.text);
      const [cookie] = registered.headers['set-cookie'].filter((each) => each.startsWith('__Host-sid='));
      assert.match(cookie, /; Secure/);
      assert.match(server.output, new RegExp(`registration from ${client} as alice`));
      const plain = await fetch(`http://127.0.0.1:${plainPort}/`, { redirect: 'manual', headers: { host } });
      assert.match(plain.headers.get('location'), /^https:/);

      const upgrade = (origin) => ask(port, 'GET', '/ws', {
        connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': 'vestnik.v1', origin, cookie: cookie.split(';')[0],
      });
      assert.equal((await upgrade('https://elsewhere.example.org')).status, 403);
      const { status, socket } = await upgrade(`https://${host}`);
      assert.equal(status, 101);
      t.after(() => socket.destroy());
      // The server does not ping it meanwhile: the proxy leaves a silent WebSocket open for longer than its 60 s of other connections.
      await pause(idleMs);
      const ping = Buffer.from([0x89, 0x80, 0, 0, 0, 0]);
      const pong = new Promise((resolve, reject) => {
        socket.on('data', (bytes) => bytes.includes(Buffer.from([0x8a, 0x00])) && resolve()).on('close', () => reject(new Error('closed')));
      });
      socket.write(ping);
      await pong;
    });
  }
});
