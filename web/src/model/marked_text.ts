import MarkdownIt, { type Token } from 'markdown-it';

/** A part of a message's text: words, or an element with parts of its own. */
export type MarkedPart = string | { readonly tag: MarkedTag; readonly href?: string; readonly start?: number; readonly parts: readonly MarkedPart[] };
export type MarkedTag = 'p' | 'br' | 'strong' | 'em' | 's' | 'code' | 'pre' | 'blockquote' | 'ul' | 'ol' | 'li' | 'a';

/** Deeper quotes and lists stay words. */
const deepest = 12;

/**
 * Basic Markdown: emphasis, code, quotes, lists, and links. Neither HTML nor pictures nor headings: what a person writes must not
 * shout, nor fetch anything.
 */
const markdown = new MarkdownIt('zero', { linkify: true, breaks: true, maxNesting: 2 * deepest }).enable([
  'newline', 'escape', 'backticks', 'strikethrough', 'emphasis', 'link', 'autolink', 'linkify', 'fence', 'blockquote', 'list', 'balance_pairs', 'fragments_join',
]);
// “example.com” and “boris@example.org” without a scheme are words: a dot is often only a missing space.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

const tags: Partial<Record<string, MarkedTag>> = {
  p: 'p', br: 'br', strong: 'strong', em: 'em', s: 's', code: 'code', blockquote: 'blockquote', ul: 'ul', ol: 'ol', li: 'li', a: 'a',
};

const opened = /^(https?|mailto):/i;

interface Frame {
  tag: MarkedTag | null;
  href?: string;
  /** Of a numbered list: what its first number is. */
  start?: number;
  parts: MarkedPart[];
}

/** Only of these does a click make a link. */
function linkOf(token: Token): string | undefined {
  const href = String(token.attrGet('href') ?? '');
  return opened.test(href) ? href : undefined;
}

function words(parts: readonly MarkedPart[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : words(part.parts))).join('');
}

/** A label that looks like another address would lie about where it leads: the address itself is shown. */
function honest(frame: Frame): readonly MarkedPart[] {
  const label = words(frame.parts).trim();
  if (!frame.href || label === '' || !/[./]\p{L}/u.test(label)) return label === '' ? [frame.href ?? ''] : frame.parts;
  const plain = (address: string) => decoded(address).replace(/^mailto:/i, '').replace(/\/$/, '').toLowerCase();
  return plain(label) === plain(frame.href) ? frame.parts : [frame.href];
}

function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

function closed(frame: Frame): MarkedPart {
  const { tag, href, start } = frame;
  return { tag: tag!, ...(href !== undefined ? { href } : {}), ...(start !== undefined ? { start } : {}), parts: tag === 'a' ? honest(frame) : frame.parts };
}

function build(tokens: readonly Token[], into: Frame[]): void {
  for (const token of tokens) {
    const top = into.at(-1)!;
    if (token.type === 'inline') build(token.children ?? [], into);
    else if (token.type === 'fence') top.parts.push({ tag: 'pre', parts: [token.content.replace(/\n$/, '')] });
    else if (token.type === 'code_inline') top.parts.push({ tag: 'code', parts: [token.content] });
    else if (token.type === 'hardbreak' || token.type === 'softbreak') top.parts.push({ tag: 'br', parts: [] });
    else if (token.nesting === 0) top.parts.push(token.content);
    else if (token.nesting === 1) {
      const tag = tags[token.tag] ?? 'p';
      const href = tag === 'a' ? linkOf(token) : undefined;
      const start = tag === 'ol' ? Number(token.attrGet('start') ?? 1) : undefined;
      // What is no link stays its words.
      const frame: Frame = { tag: tag === 'a' && href === undefined ? null : tag, parts: [] };
      if (href !== undefined) frame.href = href;
      if (start !== undefined) frame.start = start;
      into.push(frame);
    } else {
      const frame = into.pop()!;
      into.at(-1)!.parts.push(...(frame.tag === null ? frame.parts : [closed(frame)]));
    }
  }
}

/** The parts of a text, in their order. */
export function markedParts(text: string): readonly MarkedPart[] {
  const root: Frame = { tag: null, parts: [] };
  build(markdown.parse(text, {}), [root]);
  return root.parts;
}

/** The words of a text in one line, without its marks: for previews. */
export function markedWords(text: string): string {
  const flat = (parts: readonly MarkedPart[]): string =>
    parts
      .map((part) => {
        if (typeof part === 'string') return part;
        const inner = flat(part.parts);
        return ['p', 'br', 'pre', 'blockquote', 'li'].includes(part.tag) ? `${inner} ` : inner;
      })
      .join('');
  return flat(markedParts(text)).replace(/\s+/g, ' ').trim();
}
