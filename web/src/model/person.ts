/** Somebody with an account on this server. */
export interface Person {
  id: string;
  login: string;
  name: string;
}
