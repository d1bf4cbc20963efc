/** A part of a text: plain text, or a web address when `href` is set. */
export interface TextPiece {
  text: string;
  href?: string;
}

const address = /https?:\/\/[^\s<>"'`]+/gi;

/** Finds web addresses in a text. Only http and https; punctuation that ends the sentence does not belong to the address. */
export function pieces(text: string): TextPiece[] {
  const found: TextPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    let href = match[0].replace(/[.,;:!?…»”]+$/u, '');
    if (href.endsWith(')') && !href.includes('(')) href = href.slice(0, -1);
    if (!URL.canParse(href)) continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    found.push({ text: href, href });
    from = match.index + href.length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}
