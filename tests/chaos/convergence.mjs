// Invariant I5 of docs/faults.md: soon after all faults are healed and all devices rest, all clients show the same.

/** The value at `key`, made by `make` if there is none. */
function at(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  return map.get(key);
}

const raise = (map, key, value) => map.set(key, Math.max(map.get(key) ?? 0, value));

/** The known state of a room: its newest event, and how far each member has read. */
const room = () => ({ seq: 0, marks: new Map() });

/** The state that each device shows, and the acknowledged state, from a history that still grows. */
export class Views {
  #entries;
  #read = 0;
  #attempts = new Map();
  /** Device → its person and the rooms that it follows. */
  #devices = new Map();
  /** Room → its newest state, as received by any device or acknowledged. */
  #rooms = new Map();
  /** Room of a dialog → its two people. */
  #dialogs = new Map();

  /** @param {object[]} entries of a history */
  constructor(entries) {
    this.#entries = entries;
  }

  #of(device, user) {
    return at(this.#devices, device, () => ({ user, rooms: new Map() }));
  }

  #learn({ device, user }, name, { seq = 0, read = {} }) {
    for (const known of [at(this.#of(device, user).rooms, name, room), at(this.#rooms, name, room)]) {
      known.seq = Math.max(known.seq, seq);
      for (const [reader, mark] of Object.entries(read)) raise(known.marks, reader, mark);
    }
  }

  #answered({ action, user, device, parameters }, data) {
    if (action === 'subscribe')
      for (const [name, { error, from, state }] of Object.entries(data.rooms))
        if (!error) this.#learn({ device, user }, name, { seq: from, read: state?.read });
    if (action === 'dialog') this.#dialogs.set(`chat:${data.chat.id}`, [user, parameters.user]);
    const newest = at(this.#rooms, `chat:${parameters.chat}`, room);
    if (action === 'send') newest.seq = Math.max(newest.seq, data.seq);
    if (action === 'read') raise(newest.marks, user, data.seq);
  }

  #take(entry) {
    const { type, attempt } = entry;
    if (type === 'invoke') this.#attempts.set(attempt, entry);
    else if (type === 'ok') this.#answered(this.#attempts.get(attempt), entry.data);
    else if (type === 'event') this.#learn(entry, entry.room, entry);
    else if (type === 'mark') this.#learn(entry, entry.room, { read: { [entry.reader]: entry.seq } });
    if (attempt && type !== 'invoke') this.#attempts.delete(attempt);
  }

  /** Compares the devices' states with the newest, by all entries recorded so far. @returns violations */
  differences() {
    while (this.#read < this.#entries.length) this.#take(this.#entries[this.#read++]);
    const found = [];
    for (const [device, { user, rooms }] of this.#devices) {
      for (const [name, people] of this.#dialogs)
        if (people.includes(user) && !rooms.has(name)) found.push({ room: name, device, text: 'does not follow a dialog that was acknowledged' });
      for (const [name, { seq, marks }] of rooms) {
        const newest = this.#rooms.get(name);
        if (seq < newest.seq) found.push({ room: name, seq: newest.seq, device, text: `was told only of what goes up to ${seq}` });
        for (const [reader, mark] of newest.marks)
          if ((marks.get(reader) ?? 0) < mark) found.push({ room: name, seq: mark, device, text: `knows that ${reader} has read up to ${marks.get(reader) ?? 0} only` });
      }
    }
    return found.map((violation) => ({ invariant: 'I5', ...violation }));
  }
}
