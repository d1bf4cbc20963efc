import { ref } from 'vue';

const shownMs = 4_000;

/** The toast that is shown now; one at a time, the newest. */
export const toast = ref('');
let timer: ReturnType<typeof setTimeout> | undefined;

export function tell(text: string): void {
  clearTimeout(timer);
  toast.value = text;
  timer = setTimeout(() => (toast.value = ''), shownMs);
}
