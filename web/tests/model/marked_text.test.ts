import MarkdownIt from 'markdown-it';
import { describe, expect, it, vi } from 'vitest';
import { markedParts, markedWords, type MarkedPart } from '@/model/marked_text';

/** As HTML would be written, to be read. */
function shown(text: string): string {
  const show = (parts: readonly MarkedPart[]): string =>
    parts.map((part) => (typeof part === 'string' ? part : `<${part.tag}${part.href ? ` ${part.href}` : ''}>${show(part.parts)}</${part.tag}>`)).join('');
  return show(markedParts(text)).replaceAll('<br></br>', '<br>');
}

describe('model/marked_text', () => {
  it('knows emphasis, code, quotes, lists and lines', () => {
    const table: [string, string][] = [
      ['hello', '<p>hello</p>'],
      ['**bold** and *slanted* and ~~gone~~', '<p><strong>bold</strong> and <em>slanted</em> and <s>gone</s></p>'],
      ['a `**b**` c', '<p>a <code>**b**</code> c</p>'],
      ['```js\nlet a = "<b>";\n```', '<pre>let a = "<b>";</pre>'],
      ['one\ntwo', '<p>one<br>two</p>'],
      ['> said\n\nanswer', '<blockquote><p>said</p></blockquote><p>answer</p>'],
      ['- a\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
      ['snake_case_name and 2*3*4', '<p>snake_case_name and 2<em>3</em>4</p>'],
      ['\\*not\\*', '<p>*not*</p>'],
    ];
    for (const [text, html] of table) expect(shown(text)).toBe(html);
  });

  it('shows and previews a text of marks alone as it is written', () => {
    for (const text of ['+', '-', '*', '1.', '2)', '>', '> >', '```', '- -', '``', '\\'])
      expect([text, markedParts(text), markedWords(text)]).toEqual([text, [{ tag: 'p', parts: [text] }], text]);
    expect(markedParts(' ')).toEqual([]);
  });

  it('takes for a quote what has a space behind its mark', () => {
    expect(shown('>_<')).toBe('<p>>_<</p>');
    expect(shown('a\n>b')).toBe('<p>a<br>>b</p>');
    expect(shown('a\n> b')).toBe('<p>a</p><blockquote><p>b</p></blockquote>');
    expect(shown('> > b')).toBe('<blockquote><blockquote><p>b</p></blockquote></blockquote>');
    expect(shown('> a\n>\n> b')).toBe('<blockquote><p>a</p><p>b</p></blockquote>');
  });

  it('leaves each item the number that is written', () => {
    const item = (value: number, text: string) => ({ tag: 'li', value, parts: [{ tag: 'p', parts: [text] }] });
    expect(markedParts('1984. A year\n2001. Another')).toEqual([{ tag: 'ol', parts: [item(1984, 'A year'), item(2001, 'Another')] }]);
    expect(markedParts('- a')).toEqual([{ tag: 'ul', parts: [{ tag: 'li', parts: [{ tag: 'p', parts: ['a'] }] }] }]);
  });

  it('leaves what only resembles marks', () => {
    for (const text of ['callbacks[i](event)', 'callbacks[i]()', '[x](/sign-out)', '\\\\server\\$x', 'C:\\dir\\(x86)', '[x](javascript:alert(1))', '\\>']) expect(shown(text)).toBe(`<p>${text}</p>`);
    expect(shown('\\_a\\_ \\[b\\](c) \\`d\\`')).toBe('<p>_a_ [b](c) `d`</p>');
  });

  it('leaves markup, pictures and headings as they are written', () => {
    for (const text of ['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '# Title', '| a | b |', '&lt;b&gt;']) expect(shown(text)).toBe(`<p>${text}</p>`);
    expect(shown('![x](https://a.example/p.png)')).toBe('<p>!<a https://a.example/p.png>x</a></p>');
  });

  it('makes links of http, https and mailto only', () => {
    expect(shown('see https://a.example/x?y=1.')).toBe('<p>see <a https://a.example/x?y=1>https://a.example/x?y=1</a>.</p>');
    expect(shown('[docs](https://a.example)')).toBe('<p><a https://a.example>docs</a></p>');
    expect(shown('[write](mailto:a@b.example)')).toBe('<p><a mailto:a@b.example>write</a></p>');
    for (const bad of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', 'ftp://a.example', '//a.example', '/sign-out', '#x'])
      expect(shown(`[x](${bad})`)).not.toContain('<a');
    expect(shown('example.com and a.b')).toBe('<p>example.com and a.b</p>');
  });

  it('shows where a link leads whose label looks like another address', () => {
    expect(shown('[https://bank.example](https://evil.example)')).toBe('<p><a https://evil.example>https://evil.example</a></p>');
    expect(shown('[bank.example/login](https://evil.example)')).toBe('<p><a https://evil.example>https://evil.example</a></p>');
    expect(shown('[https://a.example/](https://a.example)')).toBe('<p><a https://a.example>https://a.example/</a></p>');
    for (const label of ['10.0.0.1', 'bank\u2024example', 'bank\u3002example', 'bank\u200B.\u2060example', 'bank\uFE0F.\u034Fexample', 'ba\u00ADnk.example', 'https\u200B://x', 'bank.example:443', '**bank**.example', 'localhost:80'])
      expect(shown(`[${label}](https://evil.example)`)).toBe('<p><a https://evil.example>https://evil.example</a></p>');
    for (const label of ['10 %', 'see: there', 'Yes. And no']) expect(shown(`[${label}](https://a.example)`)).toBe(`<p><a https://a.example>${label}</a></p>`);
    expect(shown('[](https://a.example)')).toBe('<p><a https://a.example>https://a.example</a></p>');
  });

  it('decodes nothing of an address that could turn the reading direction', () => {
    expect(shown('https://evil.example/%E2%80%AEmoc.knab')).toBe('<p><a https://evil.example/%E2%80%AEmoc.knab>https://evil.example/%E2%80%AEmoc.knab</a></p>');
    expect(shown('https://evil.example/\u202Emoc.knab')).not.toContain('\u202E');
  });

  it('takes what is deep and hostile', () => {
    for (const piece of ['>', '- ', '[', '**', '`', '![](', '<', '\\', '*_', '](', '~~'])
      for (const many of [piece.repeat(4_000), `${piece.repeat(2_000)}x${piece.repeat(2_000)}`]) expect(markedWords(many).length).toBeLessThanOrEqual(many.length);
    expect(shown('> '.repeat(200) + 'deep').split('<blockquote>').length).toBeLessThan(30);
  });

  it('gives the words of a text in one line', () => {
    expect(markedWords('**Hello**\n\n> a\n- b `c` [d](https://a.example)')).toBe('Hello a b c d');
    expect(markedWords('  ')).toBe('');
  });

  it('reads only the beginning of a text for a preview, and once', () => {
    expect(markedWords(`**a** ${'b'.repeat(9_000)}`)).toBe(`a ${'b'.repeat(294)}`);
    expect(markedWords(`${'b'.repeat(299)}😀`)).toBe('b'.repeat(299));
    const hostile = Array.from({ length: 20 }, (_, chat) => `${chat}${'[a](b'.repeat(800)}`);
    hostile.forEach(markedWords);
    const parsed = vi.spyOn(MarkdownIt.prototype, 'parse');
    hostile.forEach(markedWords);
    expect(parsed).not.toHaveBeenCalled();
  });
});
