import { onUnmounted } from 'vue';
import type { MenuPlace } from './pop_menu';

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
