// A server's octets on an open WebSocket, parsed and checked against the rules for all frames of a server.

const control = 0x8;
const reported = 1_024;
const kinds = { 1: 'text', 2: 'binary' };
const strict = { fatal: true, ignoreBOM: true };
/** Codes that must never be sent (RFC 6455 §7.4.1). */
const onlyReported = [1004, 1005, 1006, 1015];

function isText(octets) {
  try {
    new TextDecoder('utf-8', strict).decode(octets);
    return true;
  } catch {
    return false;
  }
}

export class Reply {
  /** Complete messages in order, as {kind, payload}. */
  messages = [];
  /** Payloads of pongs in order. */
  pongs = [];
  /** {code, why}; the code is 1005 when the Close has none (RFC 6455 §7.1.5). */
  close = null;
  /** Violations of rules that hold for every reply. */
  faults = [];
  /** State of the connection: `open`, `closed` in order, or `reset`. */
  state = 'open';
  /** The first octets, for reports. */
  head = Buffer.alloc(0);
  #octets = [];
  #held = 0;
  #wanted = 2;
  #fragments = null;

  get isOver() {
    return this.state !== 'open' || this.faults.length > 0;
  }

  feed(octets) {
    if (this.head.length < reported) this.head = Buffer.concat([this.head, octets]).subarray(0, reported);
    this.#octets.push(octets);
    this.#held += octets.length;
    while (this.#held >= this.#wanted && this.#held > 0 && this.faults.length === 0) {
      this.#octets = [Buffer.concat(this.#octets)];
      const frame = this.#next(this.#octets[0]);
      if (!frame) return;
      this.#octets = [this.#octets[0].subarray(frame.size)];
      this.#held -= frame.size;
      this.#wanted = 2;
      this.#take(frame);
    }
  }

  /** @param {'closed'|'reset'} state */
  end(state) {
    this.state = state;
    if (this.#held > 0 && this.faults.length === 0) this.#fault('§5.2', 'the connection ended within a frame');
  }

  #fault(section, text) {
    this.faults.push(`${text} (RFC 6455 ${section})`);
  }

  /** The first frame of the octets; or null, with `#wanted` set, when more octets are needed. */
  #next(octets) {
    const short = octets[1] & 0x7f;
    const header = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0);
    this.#wanted = header;
    if (octets.length < header) return null;
    const length = short === 126 ? octets.readUInt16BE(2) : short === 127 ? Number(octets.readBigUInt64BE(2)) : short;
    if (octets[1] & 0x80) this.#fault('§5.1', 'a server does not mask');
    if ((short === 126 && length < 126) || (short === 127 && length < 65_536)) this.#fault('§5.2', `${length} was not written in the shortest form`);
    this.#wanted = header + length;
    if (octets.length < this.#wanted) return null;
    return { fin: octets[0] >> 7, rsv: (octets[0] >> 4) & 7, opcode: octets[0] & 0xf, payload: octets.subarray(header, this.#wanted), size: this.#wanted };
  }

  #take({ fin, rsv, opcode, payload }) {
    if (this.close) return this.#fault('§5.5.1', 'a frame came after the Close');
    if (rsv) return this.#fault('§5.2', `reserved bits are set: ${rsv}`);
    if (opcode < control) return this.#takeData(fin, opcode, payload);
    if (!fin || payload.length > 125) return this.#fault('§5.5', 'a control frame is fragmented or too long');
    if (opcode === 0x8) return this.#takeClose(payload);
    if (opcode === 0xa) return this.pongs.push(payload);
    if (opcode !== 0x9) this.#fault('§5.2', `opcode ${opcode} is reserved`);
  }

  #takeData(fin, opcode, payload) {
    if (opcode > 2) return this.#fault('§5.2', `opcode ${opcode} is reserved`);
    if ((opcode === 0) !== (this.#fragments !== null)) return this.#fault('§5.4', 'fragments do not follow each other');
    this.#fragments ??= { kind: kinds[opcode], parts: [] };
    this.#fragments.parts.push(payload);
    if (!fin) return;
    const { kind, parts } = this.#fragments;
    this.#fragments = null;
    const whole = parts.length === 1 ? payload : Buffer.concat(parts);
    if (kind === 'text' && !isText(whole)) this.#fault('§5.6', `a text is not UTF-8: ${whole.toString('hex').slice(0, 80)}`);
    this.messages.push({ kind, payload: whole });
  }

  #takeClose(payload) {
    if (payload.length === 1) return this.#fault('§5.5.1', 'a Close has half a code');
    const code = payload.length === 0 ? 1005 : payload.readUInt16BE();
    if (payload.length > 0 && (code < 1000 || onlyReported.includes(code))) this.#fault('§7.4', `code ${code} was sent`);
    if (!isText(payload.subarray(2))) this.#fault('§5.5.1', 'the reason of a Close is not UTF-8');
    this.close = { code, why: payload.subarray(2).toString() };
  }
}
