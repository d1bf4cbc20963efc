import { flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { language as current } from '@/i18n/language';
import MailItem from '@/mail/MailItem.vue';
import MailReader from '@/mail/MailReader.vue';
import { useMail } from '@/mail/mail';
import type { Mail, MailSummary } from '@/model/mail';

const at = '2026-11-20T16:20:00.000Z';
const mail: Mail = {
  id: '1',
  folder: 'INBOX',
  from: [{ name: 'Carol', address: 'carol@example.org' }],
  to: [],
  cc: [],
  reply_to: [],
  subject: 'The recording',
  sent_at: at,
  received_at: at,
  seen: true,
  text: 'Dear all',
  attachments: [],
  message_id: '',
  size: 94_371_840,
};

describe.each(['en', 'ru'] as const)('mail/MailReader in %s', (language) => {
  beforeEach(() => {
    setActivePinia(createPinia());
    current.value = language;
  });
  afterEach(() => void (current.value = 'en'));

  async function notes(more: Partial<Mail>) {
    vi.spyOn(useMail(), 'read').mockResolvedValue({ ...mail, ...more });
    const reader = mount(MailReader, { props: { account: '7', id: '1' }, global: { stubs: { RouterLink: true } } });
    await flushPromises();
    return {
      text: reader.text(),
      shown: reader.findAll('.cut, [data-testid=mail-text]').map((note) => note.attributes('data-testid')),
    };
  }

  it('says nothing of a mail that is whole', async () => {
    expect((await notes({})).shown).toEqual(['mail-text']);
  });

  it.each([{ truncated: true }, { cut: ['text'] }, { cut: ['html'] }, { cut: ['message'] }] as Partial<Mail>[])(
    'says below the text that it was cut there: %j',
    async (cut) => expect((await notes(cut)).shown).toEqual(['mail-text', 'mail-truncated']),
  );

  it('says that parts or ends of header fields are missing', async () => {
    const { shown } = await notes({ cut: ['nesting', 'header', 'parts'] });
    expect(shown).toEqual(['mail-cut-header', 'mail-text', 'mail-cut-parts']);
  });

  it('says of a mail that is too large to be read how large it is, and not that it has no text', async () => {
    const { shown, text } = await notes({ cut: ['body'], text: '' });
    expect(shown).toEqual(['mail-too-large']);
    expect(text).toContain(language === 'en' ? '94 MB' : '94 МБ');
  });

  it('says so in the list, too', () => {
    const message = { ...mail, attachments: 0, snippet: '', cut: ['body'] } as MailSummary;
    const item = mount(MailItem, { props: { message, account: '7', here: false, fresh: false }, global: { stubs: { RouterLink: { template: '<a><slot /></a>' } } } });
    expect(item.get('.snippet').text()).toContain(language === 'en' ? '94 MB' : '94 МБ');
  });
});
