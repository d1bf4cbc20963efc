import type { Person } from '@/model/person';
import type { RealtimeClient } from '@/realtime';

/** People whose name or login begins with the prefix. */
export async function searchPeople(client: RealtimeClient, prefix: string): Promise<Person[]> {
  return ((await client.request('people', 'search', { prefix })) as { people: Person[] }).people;
}
