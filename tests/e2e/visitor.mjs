// A person with a page of the client open. The test ids are listed in web/README.md.
import { patience } from './browser.mjs';

export class Visitor {
  page;
  /** Uncaught errors of the page. */
  faults = [];

  /** A page in a browser context; pages of one context share their sign-in. */
  static async in(context, origin) {
    return Visitor.of(await context.newPage(), origin);
  }

  static async of(page, origin) {
    const visitor = new Visitor();
    visitor.page = page;
    visitor.page.setDefaultTimeout(patience);
    visitor.page.on('pageerror', (error) => visitor.faults.push(String(error)));
    await visitor.page.goto(origin);
    return visitor;
  }

  at(id, condition = '') {
    return this.page.locator(`[data-testid="${id}"]${condition}`);
  }

  async register({ login, name, password }) {
    await this.at('to-register').click();
    await this.at('name').fill(name);
    await this.at('login').fill(login);
    await this.at('password').fill(password);
    await this.at('password-again').fill(password);
    await this.at('register').click();
    await this.isConnected();
  }

  isConnected() {
    return this.at('connection-state', '[data-state=open]').waitFor({ state: 'attached' });
  }

  isDisconnected() {
    return this.at('connection-state', ':not([data-state=open])').waitFor({ state: 'attached' });
  }

  /** Finds a person and opens the dialog with them. */
  async openDialog(login) {
    await this.at('people-search').fill(login);
    await this.at('person-item', `[data-login="${login}"]`).click();
    await this.at('composer').waitFor();
  }

  /** Opens the chat in the list that shows `preview`. */
  async openChat(preview) {
    await this.at('chat-item').filter({ hasText: preview }).click();
    await this.at('composer').waitFor();
  }

  /** Writes a message without waiting until it is stored. */
  async write(text) {
    await this.at('composer').fill(text);
    await this.at('composer').press('Enter');
  }

  /** Writes many messages, faster than by the keyboard. */
  async writeAll(texts) {
    await this.page.evaluate(async (all) => {
      const field = document.querySelector('[data-testid=composer]');
      for (const text of all) {
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
        await new Promise((next) => setTimeout(next));
      }
    }, texts);
  }

  /** Writes a message and waits until the server has stored it. */
  async say(text) {
    await this.write(text);
    await this.sees(text, '[data-status=sent]');
  }

  /** The text of the message below the line “New messages”; nothing when there is no such line. */
  firstNew() {
    return this.page.evaluate(
      () => document.querySelector('[data-testid=new-messages] + [data-testid=message] [data-testid=message-text]')?.innerText,
    );
  }

  /** The test id of what has the focus. */
  focused() {
    return this.page.evaluate(() => document.activeElement?.dataset.testid);
  }

  /** Waits until the composer has this text. */
  composes(text) {
    return this.page.waitForFunction((all) => document.querySelector('[data-testid=composer]').value === all, text);
  }

  /** Waits for a message in the open chat. */
  sees(text, status = ':not([data-status=sending], [data-status=failed])') {
    return this.at('message', status).filter({ hasText: text }).waitFor();
  }

  /** The texts of the open chat in order. */
  messages() {
    return this.at('message-text').allInnerTexts();
  }

  /** Fills in the form for a mail account at a server without a preset, and sends it. */
  async addMailbox({ address, host, port, user, password }) {
    await this.at('add-mailbox').click();
    await this.at('mail-provider-other').click();
    await this.at('mail-address').fill(address);
    await this.at('mail-host').fill(host);
    await this.at('mail-port').fill(String(port));
    await this.at('mail-security-tls').click();
    await this.at('mail-user').fill(user);
    await this.tryMailPassword(password);
  }

  async tryMailPassword(password) {
    await this.at('mail-password').fill(password);
    await this.at('mail-add').click();
  }

  seesMail(subject) {
    return this.at('mail-item').filter({ hasText: subject }).waitFor();
  }
}
