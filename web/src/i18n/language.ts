import { computed, ref, watchEffect, type ComputedRef } from 'vue';
import { onDevice } from '@/model/on_device';
import { en, type Texts } from './en';
import { ru } from './ru';

export type Language = 'en' | 'ru';

export const dictionaries: Record<Language, Texts> = { en, ru };

const stored = 'vestnik.language';

function initial(): Language {
  const chosen = onDevice.read(stored);
  if (chosen === 'en' || chosen === 'ru') return chosen;
  return navigator.language.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}

/** The language of the page; kept on this device. */
export const language = ref<Language>(initial());

export function chooseLanguage(choice: Language): void {
  onDevice.keep(stored, choice);
  language.value = choice;
}

watchEffect(() => {
  document.documentElement.lang = language.value;
});

/** The texts that a view brings itself, in the chosen language. */
export function textsOf<T>(both: { en: T; ru: NoInfer<T> }): ComputedRef<T> {
  return computed(() => both[language.value]);
}

const texts = textsOf<Texts>(dictionaries);

/** The texts that views share, in the chosen language. */
export function useTexts(): ComputedRef<Texts> {
  return texts;
}
