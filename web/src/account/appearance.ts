import { defineStore } from 'pinia';
import { ref } from 'vue';
import { onDevice } from '@/model/on_device';

export type Theme = 'auto' | 'day' | 'night';

const stored = 'vestnik.theme';

function initial(): Theme {
  const chosen = onDevice.read(stored);
  return chosen === 'day' || chosen === 'night' ? chosen : 'auto';
}

/** The theme, kept on this device. `public/theme.js` applies it before the first paint, this store every later change. */
export const useAppearance = defineStore('appearance', () => {
  const theme = ref<Theme>(initial());

  function choose(choice: Theme): void {
    theme.value = choice;
    onDevice.keep(stored, choice === 'auto' ? null : choice);
    if (choice === 'auto') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = choice;
    }
  }

  return { theme, choose };
});
