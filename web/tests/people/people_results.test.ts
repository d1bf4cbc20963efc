import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import PeopleResults from '@/people/PeopleResults.vue';
import { boris, settled, signedIn } from '../signed_in';

const anna = { id: '102', login: 'anna', name: 'Anna' };

describe('people/PeopleResults', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  async function searching(query: string) {
    const { socket } = await signedIn();
    const open = vi.fn(() => Promise.resolve());
    const results = mount(PeopleResults, { props: { query, open }, attachTo: document.body });
    const typed = async (text: string): Promise<void> => {
      await results.setProps({ query: text });
      vi.advanceTimersByTime(200);
    };
    const found = async (people: object[]): Promise<void> => {
      socket.answers({ people }, socket.requests('search').at(-1));
      await settled();
    };
    vi.advanceTimersByTime(200);
    return { socket, open, results, typed, found };
  }

  it('opens the first person found for the text in the field', async () => {
    const { found, open, results } = await searching('an');
    await found([anna]);
    results.vm.openFirst();
    expect(open).toHaveBeenCalledExactlyOnceWith(anna.id, anna);
  });

  it('lets Enter wait for the answer to what stands in the field', async () => {
    const { found, open, results, typed } = await searching('an');
    await found([anna]);
    await results.setProps({ query: 'boris' });
    results.vm.openFirst();
    expect(open).not.toHaveBeenCalled();
    await typed('boris');
    await found([boris]);
    expect(open).toHaveBeenCalledExactlyOnceWith(boris.id, boris);
  });

  it('forgets an Enter when the text changes after it', async () => {
    const { found, open, results, typed } = await searching('bo');
    results.vm.openFirst();
    await typed('an');
    await found([anna]);
    expect(open).not.toHaveBeenCalled();
  });

  it('opens nobody after a refusal, and nobody when nobody was found', async () => {
    const { found, open, results, socket, typed } = await searching('an');
    await found([anna]);
    await typed('b');
    results.vm.openFirst();
    socket.refuses(422, { code: 'invalid', field: 'prefix', message: 'too short' }, socket.requests('search').at(-1));
    await settled();
    results.vm.openFirst();
    await typed('bo');
    results.vm.openFirst();
    await found([]);
    expect(open).not.toHaveBeenCalled();
  });

  it('lets the arrow key wait for the answer as well', async () => {
    const { found, results, typed } = await searching('an');
    await found([anna]);
    await typed('boris');
    results.vm.focusFirst();
    expect(document.activeElement?.getAttribute('data-login')).not.toBe(anna.login);
    await found([boris]);
    expect(document.activeElement?.getAttribute('data-login')).toBe(boris.login);
  });

  it('says that it searches while the answer belongs to an earlier text', async () => {
    const { found, results, typed } = await searching('an');
    await found([anna]);
    await typed('boris');
    expect(results.text()).toBe('Searching…');
  });
});
