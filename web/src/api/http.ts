import { Refusal } from '@/realtime';

/** A server that accepts and says nothing would hold the page for ever. Milliseconds. */
const answerMs = 15_000;

/** One request to `/api/v1/` (docs/wire/http.md). Throws `Refusal`, with status 0 when no answer came in time. */
export async function http(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(`/api/v1/${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(answerMs),
      headers: {
        'x-vestnik': '1',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch (problem) {
    throw (problem as Error).name === 'TimeoutError' ? Refusal.timeout() : Refusal.disconnected();
  }
  const content: unknown = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (answer.ok) return content;
  throw Refusal.of(answer.status, (content as { errors?: unknown } | null)?.errors);
}
