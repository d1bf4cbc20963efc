import { afterEach, describe, expect, it, vi } from 'vitest';
import { http } from '@/api/http';

describe('api/http', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('gives up a server that accepts and says nothing', async () => {
    const limits = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort(new DOMException('', 'TimeoutError')));
    vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => Promise.reject(signal.reason as Error));
    await expect(http('GET', 'me')).rejects.toMatchObject({ code: 'timeout', status: 0 });
    expect(limits).toHaveBeenCalledExactlyOnceWith(15_000);
  });

  it('tells a server that cannot be reached from one that is silent', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('network')));
    await expect(http('GET', 'me')).rejects.toMatchObject({ code: 'disconnected', status: 0 });
  });
});
