// Invariant I7 of docs/faults.md, checked by the database itself: which node takes each room's token, and whether another node appends under it.

/** Nodes connect under their names, so the database knows which node writes, whatever the node believes. */
const audit = `
CREATE SCHEMA audit;
CREATE TABLE audit.holders (kind int, id bigint, token bigint, node text, PRIMARY KEY (kind, id));
CREATE TABLE audit.takings (n bigserial, at timestamptz DEFAULT clock_timestamp(), kind int, id bigint, token bigint, node text);
CREATE TABLE audit.breaches (n bigserial, at timestamptz DEFAULT clock_timestamp(), kind int, id bigint, token bigint, last_seq bigint,
  node text, breach text);
CREATE FUNCTION audit.watch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  writer text := current_setting('application_name');
  holder audit.holders;
BEGIN
  IF NEW.token <> OLD.token THEN
    IF NEW.token < OLD.token THEN
      INSERT INTO audit.breaches (kind, id, token, last_seq, node, breach)
      VALUES (NEW.kind, NEW.id, NEW.token, NEW.last_seq, writer, 'took an older token');
    END IF;
    INSERT INTO audit.holders VALUES (NEW.kind, NEW.id, NEW.token, writer)
    ON CONFLICT (kind, id) DO UPDATE SET token = NEW.token, node = writer;
    INSERT INTO audit.takings (kind, id, token, node) VALUES (NEW.kind, NEW.id, NEW.token, writer);
  ELSIF NEW.last_seq > OLD.last_seq THEN
    SELECT * INTO holder FROM audit.holders h WHERE h.kind = NEW.kind AND h.id = NEW.id;
    IF holder.node IS DISTINCT FROM writer THEN
      INSERT INTO audit.breaches (kind, id, token, last_seq, node, breach)
      VALUES (NEW.kind, NEW.id, NEW.token, NEW.last_seq, writer, 'appended under a token of ' || coalesce(holder.node, 'nobody'));
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER audit AFTER UPDATE ON rooms FOR EACH ROW EXECUTE FUNCTION audit.watch();
`;

const kinds = ['', 'chat', 'mailbox', 'user', 'collection'];
const roomOf = (kind, id) => `${kinds[kind]}:${id}`;
const rows = (text) => text.split('\n').filter(Boolean).map((line) => line.split('|'));

export class Fencing {
  #database;

  /** @param {Database} database whose tables are made */
  static async watch(database) {
    const fencing = new Fencing();
    fencing.#database = database;
    await fencing.#ask(audit);
    return fencing;
  }

  #ask(sql) {
    return this.#database.sql(sql);
  }

  /** The rooms whose tokens this node has. */
  async roomsOf(node) {
    const found = await this.#ask(`SELECT kind, id FROM audit.holders WHERE node = '${node}' ORDER BY 1, 2`);
    return rows(found).map(([kind, id]) => roomOf(kind, id));
  }

  /** The node that has this room's token, by its name. */
  async ownerOf(room) {
    const [kind, id] = room.split(':');
    return (await this.#ask(`SELECT node FROM audit.holders WHERE kind = ${kinds.indexOf(kind)} AND id = ${id}`)).trim();
  }

  /** Takes a room's token in the name of a node that does not know it, as an owner that no other node knows would. */
  async steal(room, node) {
    const [kind, id] = room.split(':');
    await this.#ask(`
      SET application_name = '${node}';
      UPDATE rooms SET token = token + 1, owner = '${node}',
        owner_node = (SELECT id FROM nodes WHERE name = '${node}' AND state = 2 ORDER BY id DESC LIMIT 1)
      WHERE kind = ${kinds.indexOf(kind)} AND id = ${id}`);
  }

  /** How often rooms have changed their owner, not counting their first. */
  async moves() {
    return Number(await this.#ask(`
      SELECT count(*) FROM (SELECT node, lag(node) OVER (PARTITION BY kind, id ORDER BY n) AS before FROM audit.takings) AS t
      WHERE before <> node`));
  }

  /** @returns violations in the form of the checker */
  async violations() {
    const found = await this.#ask('SELECT kind, id, token, last_seq, node, breach FROM audit.breaches ORDER BY n');
    return rows(found).map(([kind, id, token, seq, node, breach]) => ({
      invariant: 'I7', room: roomOf(kind, id), seq: Number(seq), text: `${node} ${breach}, which was ${token}`,
    }));
  }
}
