import { describe, expect, it } from 'vitest';
import { fileSize } from '@/mail/file_size';

describe('mail/file_size', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 KB'],
    [18_213, '18 KB'],
    [999_999, '1.0 MB'],
    [1_482_113, '1.5 MB'],
  ])('writes %i octets as %j', (octets, text) => expect(fileSize(octets)).toBe(text));
});
