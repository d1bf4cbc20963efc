import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import MailStatus from '@/mail/MailStatus.vue';
import type { Mailbox } from '@/mail/mail';
import type { MailboxState } from '@/model/mail';
import { account } from '../signed_in';

describe('mail/MailStatus', () => {
  function mailboxAt(state: Partial<MailboxState>): Mailbox {
    const whole = { state: 'live', folder: 'INBOX', done: 0, remaining: 0, percent: 100, error: null, retry_at: null, ...state };
    return { account, state: whole, quarantined: { count: 0, last: [] } } as unknown as Mailbox;
  }
  const mounted = (state: Partial<MailboxState>) => mount(MailStatus, { props: { mailbox: mailboxAt(state) } });

  it('shows done, remaining and percent while mail is fetched', () => {
    const status = mounted({ state: 'backfill', done: 150, remaining: 50, percent: 75.5 });
    expect(status.get('[data-testid=mail-progress]').attributes()).toMatchObject({
      'aria-valuenow': '75',
      'data-done': '150',
      'data-remaining': '50',
    });
    expect(status.text()).toContain('150 of 200 · 50 to go');
    expect(status.get('[data-testid=mail-percent]').text()).toBe('75 %');
  });

  it.each(['waiting', 'refused'] as const)('shows the mail server’s message when %s', (state) => {
    const status = mounted({ state, error: 'NO [AUTHENTICATIONFAILED] <b>nope</b>' });
    expect(status.get('[data-testid=mail-error]').text()).toContain('NO [AUTHENTICATIONFAILED] <b>nope</b>');
    expect(status.attributes('data-state')).toBe(state);
  });

  it('shows no progress and no message when live', () => {
    const status = mounted({});
    expect(status.find('[data-testid=mail-progress]').exists()).toBe(false);
    expect(status.find('[data-testid=mail-error]').exists()).toBe(false);
  });

  it('reads aloud the state and each tenth of a reading, not each batch', async () => {
    const status = mounted({ state: 'backfill', done: 151, remaining: 49, percent: 75.5 });
    const spoken = status.get('[role=status]');
    expect(spoken.text()).toBe('Fetching 70 %');
    expect(status.findAll('[role=status]')).toHaveLength(1);
    await status.setProps({ mailbox: mailboxAt({ state: 'backfill', done: 158, remaining: 42, percent: 79 }) });
    expect(spoken.text()).toBe('Fetching 70 %');
    await status.setProps({ mailbox: mailboxAt({ state: 'live' }) });
    expect(spoken.text()).toBe('Live');
  });

  it('writes large numbers so that they can be read', () => {
    expect(mounted({ state: 'backfill', done: 1_240, remaining: 8_760, percent: 12 }).text()).toContain('1,240 of 10,000 · 8,760 to go');
  });

  it('says when a mailbox is tried again that was refused, or that it is not', () => {
    const retry_at = new Date(2026, 10, 20, 16, 20).toISOString();
    expect(mounted({ state: 'refused', error: 'NO', retry_at }).text()).toContain('Next try at 16:20');
    expect(mounted({ state: 'refused', error: 'NO' }).text()).toContain('when the server is started anew');
  });
});
