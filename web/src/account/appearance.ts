import { defineStore } from 'pinia';
import { ref } from 'vue';

export type Theme = 'auto' | 'day' | 'night';

const stored = 'vestnik.theme';

function initial(): Theme {
  const chosen = localStorage.getItem(stored);
  return chosen === 'day' || chosen === 'night' ? chosen : 'auto';
}

/** The theme, kept on this device. `public/theme.js` applies it before the first paint, this store every later change. */
export const useAppearance = defineStore('appearance', () => {
  const theme = ref<Theme>(initial());

  function choose(choice: Theme): void {
    theme.value = choice;
    if (choice === 'auto') {
      localStorage.removeItem(stored);
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem(stored, choice);
      document.documentElement.dataset.theme = choice;
    }
  }

  return { theme, choose };
});
