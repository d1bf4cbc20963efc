import type { Person } from '@/model/person';
import { http } from './http';

export interface Registration {
  login: string;
  name: string;
  password: string;
  password_again: string;
}

export async function register(registration: Registration): Promise<Person> {
  return userOf(await http('POST', 'accounts', registration));
}

export async function signIn(login: string, password: string): Promise<Person> {
  return userOf(await http('POST', 'sessions', { login, password }));
}

export async function signOut(): Promise<void> {
  await http('DELETE', 'sessions/current');
}

export async function me(): Promise<Person> {
  return userOf(await http('GET', 'me'));
}

function userOf(answer: unknown): Person {
  return (answer as { user: Person }).user;
}
