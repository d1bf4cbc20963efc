import type { GlyphName } from './glyphs';

/** Where a menu opens, and what has the focus again when it closes. */
export interface MenuPlace {
  x: number;
  y: number;
  opener: HTMLElement;
}

export interface MenuItem {
  /** Ends its test id: `menu-KEY`. */
  key: string;
  glyph: GlyphName;
  text: string;
  danger?: boolean;
  act: () => void;
}

/** Beside the pointer; of a key or of a button, below what was chosen. */
export function placeOf(event: MouseEvent | KeyboardEvent): MenuPlace {
  const opener = event.currentTarget as HTMLElement;
  const { left, bottom, top } = opener.getBoundingClientRect();
  if (event instanceof MouseEvent && event.type === 'contextmenu' && (event.clientX || event.clientY)) {
    return { x: event.clientX, y: event.clientY, opener };
  }
  return { x: left, y: Math.max(top, Math.min(bottom, innerHeight - 40)), opener };
}
