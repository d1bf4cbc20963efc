// The opening handshake (RFC 6455 §4): a client's request, correct or wrong, and the server's answer.
import { createHash } from 'node:crypto';

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'; // RFC 6455 §1.3
export const exampleKey = 'dGhlIHNhbXBsZSBub25jZQ==';

/**
 * @param {object} target a `Target`; @param {object} changes `method`, `version`, `path` (a function of the usual path),
 * `fields`: a value, several values for several lines, or null for none; `chops`: how many octets are sent in one write
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
  const lines = Object.entries({ ...usual, ...fields }).flatMap(([name, value]) => (value === null ? [] : [value].flat().map((item) => `${name}: ${item}`)));
  return `${method} ${path(target.path, target)} ${version}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

/** The head of an HTTP answer. */
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

  /** All values of a field, with lists split into their items. */
  values(name) {
    return this.#fields.filter(([fieldName]) => fieldName === name).flatMap(([, value]) => value.split(',').map((item) => item.trim()));
  }
}

export const acceptOf = (key) => createHash('sha1').update(key + guid).digest('base64');

/** A row's last column: the WebSocket opens, and the answer confirms these properties. */
export const opens = (confirmed = {}) => ({ statuses: [101], ...confirmed });
/** It does not open: the server answers with one of these statuses, or with any 4xx. */
export const refused = (...statuses) => ({ statuses });
/** As `refused`, and the answer names the supported versions (§4.4). */
export const refusedNaming = (version, ...statuses) => ({ statuses, version });

/** @returns {string[]} complaints about the answer */
export function judgeAnswer({ statuses, version, protocol = [], key = exampleKey }, answer) {
  const wrong = [];
  const demand = (holds, text) => holds || wrong.push(text);
  const fits = statuses.length > 0 ? statuses.includes(answer.status) : answer.status >= 400 && answer.status < 500;
  demand(fits, `status ${answer.status} came; ${statuses.join(' or ') || '4xx'} should`);
  if (version) demand(answer.values('sec-websocket-version').includes(version), `Sec-WebSocket-Version does not name ${version}`);
  if (answer.status !== 101) return wrong;
  const tokens = (name) => answer.values(name).map((item) => item.toLowerCase());
  demand(answer.version === 'HTTP/1.1', `${answer.version} 101`);
  demand(tokens('upgrade').join() === 'websocket', `Upgrade: ${answer.values('upgrade')}`);
  demand(tokens('connection').includes('upgrade'), `Connection: ${answer.values('connection')}`);
  demand(answer.values('sec-websocket-accept').join() === acceptOf(key), `Sec-WebSocket-Accept: ${answer.values('sec-websocket-accept')}`);
  demand(answer.values('sec-websocket-protocol').join() === protocol.join(), `Sec-WebSocket-Protocol: ${answer.values('sec-websocket-protocol')}`);
  demand(answer.values('sec-websocket-extensions').length === 0, `Sec-WebSocket-Extensions: ${answer.values('sec-websocket-extensions')}`);
  return wrong;
}
