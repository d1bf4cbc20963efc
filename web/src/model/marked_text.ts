import MarkdownIt, { type Token } from 'markdown-it';

/** A part of a message's text: words, or an element with parts of its own. */
export type MarkedPart = string | { readonly tag: MarkedTag; readonly href?: string; readonly value?: number; readonly parts: readonly MarkedPart[] };
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

// Of an address in words: “%E2%80%AE” would turn the reading direction if it were decoded.
markdown.normalizeLinkText = (url) => url;

const opened = /^(https?|mailto):/i;
// Only of these does a click make a link; any other stays as it is written.
markdown.validateLink = (url) => opened.test(url);

/** The rule of a name, as the library has it. */
function ruleOf<Args extends unknown[], Result>(ruler: { enableOnly(names: string[]): void; getRules(chain: string): ((...args: Args) => Result)[] }, name: string) {
  ruler.enableOnly([name]);
  return ruler.getRules('')[0]!;
}

const library = new MarkdownIt();
const quote = ruleOf(library.block.ruler, 'blockquote');
const escape = ruleOf(library.inline.ruler, 'escape');

// “>_<” is no quote, and “\\server\$x” no escape.
markdown.block.ruler.at(
  'blockquote',
  (state, line, end, silent) => /^>(\s|$)/.test(state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line])) && quote(state, line, end, silent),
  { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
);
markdown.inline.ruler.at('escape', (state, silent) => /[*_~[\]`]/.test(state.src[state.pos + 1] ?? '') && escape(state, silent));

const tags: Partial<Record<string, MarkedTag>> = {
  p: 'p', br: 'br', strong: 'strong', em: 'em', s: 's', code: 'code', blockquote: 'blockquote', ul: 'ul', ol: 'ol', li: 'li', a: 'a',
};

interface Frame {
  tag: MarkedTag | null;
  href?: string;
  /** The number that is written before an item. */
  value?: number;
  parts: MarkedPart[];
}

function words(parts: readonly MarkedPart[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : words(part.parts))).join('');
}

// With characters that do not show one could write “b⁠ank.example”.
const unseen = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
// Also points that look like one, and such that browsers take for one (UTS #46).
const address = /:\/\/|[./:․。．｡][\p{L}\p{N}]/u;

/** A label that looks like another address would lie about where it leads: the address itself is shown. */
function honest(parts: readonly MarkedPart[], href: string): readonly MarkedPart[] {
  const label = words(parts).replace(unseen, '').trim();
  if (label === '') return [href];
  if (!address.test(label)) return parts;
  const plain = (address: string) => decoded(address).replace(/^mailto:/i, '').replace(/\/$/, '').toLowerCase();
  return plain(label) === plain(href) ? parts : [href];
}

function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

function closed({ tag, href, value, parts }: Frame): readonly MarkedPart[] {
  // “callbacks[i]()” leads nowhere.
  if (tag === 'a' && !href) return ['[', ...parts, ']()'];
  if (tag === 'a') return [{ tag, href: href!, parts: honest(parts, href!) }];
  return tag === null ? parts : [{ tag, ...(value !== undefined ? { value } : {}), parts }];
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
      const frame: Frame = { tag, parts: [] };
      if (tag === 'a') frame.href = String(token.attrGet('href') ?? '');
      if (tag === 'li' && token.info) frame.value = Number(token.info);
      into.push(frame);
    } else {
      const frame = into.pop()!;
      into.at(-1)!.parts.push(...closed(frame));
    }
  }
}

/** The parts of a text, in their order. A text of marks alone, such as “+”, is shown as it is written. */
export function markedParts(text: string): readonly MarkedPart[] {
  const root: Frame = { tag: null, parts: [] };
  build(markdown.parse(text, {}), [root]);
  return inOneLine(root.parts) || !text.trim() ? root.parts : [{ tag: 'p', parts: [text] }];
}

function inOneLine(parts: readonly MarkedPart[]): string {
  const flat = (some: readonly MarkedPart[]): string =>
    some
      .map((part) => {
        if (typeof part === 'string') return part;
        const inner = flat(part.parts);
        return ['p', 'br', 'pre', 'blockquote', 'li'].includes(part.tag) ? `${inner} ` : inner;
      })
      .join('');
  return flat(parts).replace(/\s+/g, ' ').trim();
}

/** What shows of a preview is shorter in any case. */
const longestPreview = 300;
const mostKept = 1_000;
/** By their texts, the oldest first: a sidebar asks for all of its previews at each change. */
const kept = new Map<string, string>();

/** The words of the beginning of a text in one line, without its marks: for previews. */
export function markedWords(text: string): string {
  // A character of two units is not cut in two.
  const beginning = text.trimStart().slice(0, longestPreview).replace(/[\uD800-\uDBFF]$/, '');
  let words = kept.get(beginning);
  if (words === undefined) {
    words = inOneLine(markedParts(beginning));
    kept.set(beginning, words);
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
  }
  return words;
}
