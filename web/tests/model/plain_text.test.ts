// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { pieces } from '@/model/plain_text';

describe('model/plain_text', () => {
  it.each([
    ['no address', []],
    ['see https://example.org/a.', ['https://example.org/a']],
    ['(https://example.org/a)', ['https://example.org/a']],
    ['https://example.org/a_(b)', ['https://example.org/a_(b)']],
    ['http://one.example, https://two.example!', ['http://one.example', 'https://two.example']],
    ['<https://example.org/x>', ['https://example.org/x']],
    ['javascript:alert(1) data:text/html,x ftp://example.org', []],
    ['https://', []],
  ])('finds the addresses in %j', (text, found) => {
    const parts = pieces(text);
    expect(parts.flatMap(({ href }) => href ?? [])).toEqual(found);
    expect(parts.map((part) => part.text).join('')).toBe(text);
  });
});
