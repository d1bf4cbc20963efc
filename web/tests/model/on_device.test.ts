import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

describe('model/on_device', () => {
  beforeEach(() => vi.resetModules());
  afterEach(() => void vi.unstubAllGlobals());

  it('keeps and forgets', async () => {
    const { onDevice } = await import('@/model/on_device');
    onDevice.keep('vestnik.test', 'yes');
    expect(onDevice.read('vestnik.test')).toBe('yes');
    onDevice.keep('vestnik.test', null);
    expect(onDevice.read('vestnik.test')).toBeNull();
  });

  it('lets the page come up, and change its language, where the browser refuses its storage', async () => {
    vi.stubGlobal('localStorage', {
      getItem: () => {
        throw new DOMException('denied', 'SecurityError');
      },
      setItem: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    const { chooseLanguage, language } = await import('@/i18n/language');
    chooseLanguage('ru');
    expect(language.value).toBe('ru');
    const { createPinia, setActivePinia } = await import('pinia');
    setActivePinia(createPinia());
    const { useAppearance } = await import('@/account/appearance');
    useAppearance().choose('night');
    expect(useAppearance().theme).toBe('night');
    const { lastRoom, rememberRoom } = await import('@/shell/last_room');
    rememberRoom('1', '/chat/42');
    expect(lastRoom('1')).toBe('/');
  });
});
