// The opening handshake (RFC 6455 §4): a client's request, right or wrong, and what a server answers.
import { createHash } from 'node:crypto';

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'; // RFC 6455 §1.3
export const exampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';

/**
 * @param {object} target as of `Target`; @param {object} changes `method`, `version`, `path` (a function of the usual one), and
 * `fields`: a value, several for as many lines, or null for none; `chops`: octets that leave in one write
 */
export function request(target, { method = 'GET', version = 'HTTP/1.1', path = (usual) => usual, fields = {} } = {}) {
  const usual = {
    Host: target.host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': exampleKey,
    'Sec-WebSocket-Version': '13',
    Origin: target.origin,
  };
  const lines = Object.entries({ ...usual, ...fields }).flatMap(([name, value]) => (value === null ? [] : [value].flat().map((one) => `${name}: ${one}`)));
  return `${method} ${path(target.path, target)} ${version}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** The head of an HTTP answer, whose end is the empty line. */
export class Answer {
  #fields;

  constructor(head) {
    this.head = head;
    const [first, ...lines] = head.trimEnd().split('\r\n');
    const [, version, status] = /^(HTTP\/\d\.\d) (\d{3})(?: |$)/.exec(first) ?? [];
    this.version = version;
    this.status = Number(status);
    this.#fields = lines.flatMap((line) => [...line.matchAll(/^([^:\s]+):(.*)$/g)]).map(([, name, value]) => [name.toLowerCase(), value]);
  }

  /** All values of a field, lists taken apart. */
  values(name) {
    return this.#fields.filter(([own]) => own === name).flatMap(([, value]) => value.split(',').map((one) => one.trim()));
  }
}

export const acceptOf = (key) => createHash('sha1').update(key + guid).digest('base64');

/** A row's last column: the WebSocket opens, confirming what is named. */
export const opens = (confirmed = {}) => ({ statuses: [101], ...confirmed });
/** It does not open: the server answers with one of these statuses, or any that says "your mistake". */
export const refused = (...statuses) => ({ statuses });
/** As `refused`, and the answer names the versions that are spoken (§4.4). */
export const refusedNaming = (version, ...statuses) => ({ statuses, version });

/** @returns {string[]} what is wrong with the answer to a request with `fields` */
export function judgeAnswer({ statuses, version, protocol = [], key = exampleKey }, answer) {
  const wrong = [];
  const demand = (like, text) => like || wrong.push(text);
  const fits = statuses.length > 0 ? statuses.includes(answer.status) : answer.status >= 400 && answer.status < 500;
  demand(fits, `status ${answer.status} came; ${statuses.join(' or ') || '4xx'} should`);
  if (version) demand(answer.values('sec-websocket-version').includes(version), `Sec-WebSocket-Version does not name ${version}`);
  if (answer.status !== 101) return wrong;
  const tokens = (name) => answer.values(name).map((one) => one.toLowerCase());
  demand(answer.version === 'HTTP/1.1', `${answer.version} 101`);
  demand(tokens('upgrade').join() === 'websocket', `Upgrade: ${answer.values('upgrade')}`);
  demand(tokens('connection').includes('upgrade'), `Connection: ${answer.values('connection')}`);
  demand(answer.values('sec-websocket-accept').join() === acceptOf(key), `Sec-WebSocket-Accept: ${answer.values('sec-websocket-accept')}`);
  demand(answer.values('sec-websocket-protocol').join() === protocol.join(), `Sec-WebSocket-Protocol: ${answer.values('sec-websocket-protocol')}`);
  demand(answer.values('sec-websocket-extensions').length === 0, `Sec-WebSocket-Extensions: ${answer.values('sec-websocket-extensions')}`);
  return wrong;
}
