import { Refusal } from '@/realtime';
import { dictionaries, language } from './language';

/** What went wrong, for people: our words where the code says all, else the server's own. */
export function explain(problem: unknown): string {
  const texts = dictionaries[language.value];
  if (!(problem instanceof Refusal)) return texts.refusals.internal ?? '';
  if (problem.code === 'conflict' && problem.field === 'login') return texts.loginTaken;
  return texts.refusals[problem.code] ?? problem.message;
}

/** The input field that a refusal is about; empty for the whole form. */
export function fieldOf(problem: unknown): string {
  return problem instanceof Refusal ? problem.field : '';
}
