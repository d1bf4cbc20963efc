const steps: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** A handler of `keydown` on a list of links or buttons: the arrows up and down move the focus from one to the next. */
export function onArrow(event: KeyboardEvent): void {
  const step = steps[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const links = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('a, button')];
  const at = links.findIndex((link) => link === document.activeElement);
  if (at < 0) return;
  event.preventDefault();
  links[at + step]?.focus();
}
