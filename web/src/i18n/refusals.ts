import { Refusal } from '@/realtime';
import { dictionaries, language } from './language';

/** The text for an error: our translation where the code says everything, else the server's message. */
export function explain(problem: unknown): string {
  const texts = dictionaries[language.value];
  if (!(problem instanceof Refusal)) return texts.refusals.internal ?? '';
  if (problem.code === 'conflict' && problem.field === 'login') return texts.loginTaken;
  if (problem.code === 'conflict' && problem.field === 'user') return texts.mailboxThere;
  if (problem.code === 'invalid' && problem.field === 'password') return texts.passwordRefused;
  if (problem.code === 'forbidden' && problem.field === 'login') return texts.accountLocked;
  return texts.refusals[problem.code] ?? problem.message;
}

/** The input field that a refusal is about; empty for the whole form. */
export function fieldOf(problem: unknown): string {
  return problem instanceof Refusal ? problem.field : '';
}
