import type { TestContext } from 'node:test';
import { RealtimeClient, type ConnectionState, type Place } from '../../src/realtime/index.ts';
import { Cable } from './cable.ts';
import { Reading } from './reading.ts';

let people = 0;

/** A person with an account, who signs in with a token and opens sockets with tickets. */
export class Person {
  private readonly origin: string;
  private readonly token: string;
  readonly id: string;

  private constructor(origin: string, token: string, id: string) {
    this.origin = origin;
    this.token = token;
    this.id = id;
  }

  static async register(origin: string): Promise<Person> {
    const login = `person${(people += 1)}`;
    const password = 'a green door at six';
    const session = await post(origin, 'accounts', { login, name: login, password, password_again: password });
    const { token, user } = session as { token: string; user: { id: string } };
    return new Person(origin, token, user.id);
  }

  /** An open client with its own cable; both end with the test. */
  async connect(t: TestContext) {
    const cable = await Cable.to(this.origin);
    const client = new RealtimeClient({
      makeSocket: async () => new WebSocket(`${cable.origin}/ws?token=${await this.ticket()}`, 'vestnik.v1'),
      baseMs: 20,
      capMs: 200,
    });
    const states: ConnectionState[] = [];
    client.onState((state) => states.push(state));
    client.open();
    t.after(() => {
      client.close();
      cable.close();
    });
    /** Follows a room and keeps its events. */
    const read = (room: string, start: number | Place | 'now' = 0): Reading => {
      const reading = new Reading();
      client.subscribe(room, reading, start);
      return reading;
    };
    return { client, cable, states, read };
  }

  async signOut(): Promise<void> {
    await fetch(`${this.origin}/api/v1/sessions/current`, { method: 'DELETE', headers: this.headers });
  }

  private async ticket(): Promise<string> {
    const { ticket } = (await post(this.origin, 'tickets', undefined, this.headers)) as { ticket: string };
    return encodeURIComponent(ticket);
  }

  private get headers() {
    return { authorization: `Bearer ${this.token}` };
  }
}

async function post(origin: string, path: string, body?: object, headers = {}): Promise<unknown> {
  const answer = await fetch(`${origin}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'x-vestnik': '1', ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return answer.json();
}
