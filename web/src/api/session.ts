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

/** Where the person is signed in. */
export interface SignedIn {
  id: string;
  /** `User-Agent` of the sign-in; may be empty. */
  client: string;
  address: string;
  created_at: string;
  expires_at: string;
  /** To within an hour; missing before it is known. */
  seen_at?: string;
  /** Whether it is this one. */
  here: boolean;
}

/** The newest first. */
export async function listSessions(): Promise<SignedIn[]> {
  return ((await http('GET', 'sessions')) as { sessions: SignedIn[] }).sessions;
}

export async function revokeSession(id: string): Promise<void> {
  await http('DELETE', `sessions/${id}`);
}

export async function revokeOtherSessions(): Promise<void> {
  await http('DELETE', 'sessions');
}

export interface PasswordChange {
  old_password: string;
  password: string;
  password_again: string;
}

export async function changePassword(change: PasswordChange): Promise<void> {
  await http('POST', 'password', change);
}

function userOf(answer: unknown): Person {
  return (answer as { user: Person }).user;
}
