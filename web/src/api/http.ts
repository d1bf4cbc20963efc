import { Refusal } from '@/realtime';

/** One request to `/api/v1/` (docs/wire/http.md). Throws `Refusal`, with status 0 when no answer came. */
export async function http(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(`/api/v1/${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        'x-vestnik': '1',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch {
    throw Refusal.disconnected();
  }
  const content: unknown = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (answer.ok) return content;
  throw Refusal.of(answer.status, (content as { errors?: unknown } | null)?.errors);
}
