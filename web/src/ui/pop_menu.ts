import { onUnmounted } from 'vue';
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

const pressMs = 350;

/**
 * Opens a menu by a long press, also where the browser tells none (iOS). The finger's end is no click then.
 * @param may whether what is touched has a menu
 * @returns listeners for `touchstart.passive` (`press`), `touchend`, `touchmove.passive` and `touchcancel` (`release`)
 */
export function useLongPress(may: (touched: HTMLElement) => boolean, open: (at: MenuPlace) => void) {
  let pressing: ReturnType<typeof setTimeout> | undefined;
  let opened = false;

  function press(event: TouchEvent): void {
    clearTimeout(pressing);
    opened = false;
    const touch = event.touches[0];
    if (!touch || event.touches.length > 1 || !may(event.target as HTMLElement)) return;
    const opener = event.currentTarget as HTMLElement;
    pressing = setTimeout(() => {
      opened = true;
      open({ x: touch.clientX, y: touch.clientY, opener });
    }, pressMs);
  }

  function release(event: TouchEvent): void {
    clearTimeout(pressing);
    if (event.type === 'touchend' && opened) event.preventDefault();
  }

  onUnmounted(() => clearTimeout(pressing));
  return { press, release };
}
