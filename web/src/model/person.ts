/** Somebody with an account here. */
export interface Person {
  id: string;
  login: string;
  name: string;
}
