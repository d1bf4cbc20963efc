import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import MailStatus from '@/mail/MailStatus.vue';
import type { Mailbox } from '@/mail/mail';
import type { MailboxState } from '@/model/mail';
import { account } from '../signed_in';

describe('mail/MailStatus', () => {
  function mounted(state: Partial<MailboxState>) {
    const whole = { state: 'live', folder: 'INBOX', done: 0, remaining: 0, percent: 100, error: null, retry_at: null, ...state };
    const mailbox = { account, state: whole, quarantined: { count: 0, last: [] } } as unknown as Mailbox;
    return mount(MailStatus, { props: { mailbox } });
  }

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
});
