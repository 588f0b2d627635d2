import type { Page } from 'playwright-core';
import { TestBroker, type TestBrokerOptions } from '../../support/broker';
import { launchBrowser, type TestBrowser } from '../../support/browser';
import { Person } from '../../support/person';
import { shots } from '../../support/screenshot';
import { accessibilityFaults } from './accessibility';

/** Somebody at a screen, and the authenticator in their pocket. */
export interface Visitor {
  readonly page: Page;
  readonly person: Person;
}

/** A whole product and a browser for one spec file, and what went wrong on any of its pages: all of it, not only the first. */
export class Stage {
  readonly errors: string[] = [];
  /** What axe found. */
  readonly faults: string[] = [];

  private constructor(
    readonly broker: TestBroker,
    private readonly browser: TestBrowser,
  ) {}

  static async set(options?: TestBrokerOptions): Promise<Stage> {
    const broker = TestBroker.start({ aws: true, ...options });
    return new Stage(...(await Promise.all([broker, launchBrowser()])));
  }

  async clear(): Promise<void> {
    await this.browser.close();
    await this.broker.stop();
  }

  /** A browser of their own, nobody signed in. */
  async visitor(handle: string, width?: number): Promise<Visitor> {
    const page = await this.browser.newPage({ width, baseURL: this.broker.url });
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.errors.push(message.text());
    });
    return { page, person: new Person(this.broker, handle) };
  }

  async signedIn(handle: string, address: string, width?: number): Promise<Visitor> {
    const visitor = await this.visitor(handle, width);
    await signIn(visitor, address);
    return visitor;
  }

  /** Looks at the page as a screen reader would, in both colour schemes, and keeps its pictures where asked to. */
  async look(page: Page, name: string): Promise<void> {
    await page.waitForLoadState('networkidle');
    // What is half-way below the bar that stays on top is no target that is too small.
    await page.evaluate('window.scrollTo(0, 0)');
    this.faults.push(...(await accessibilityFaults(page)).map((fault) => `${name}: ${fault}`));
    await shots(page, name);
  }

  /** The path of the link by which the named approver decides on a request of `asker`. */
  async approvalPath(asker: Person, requestId: string, approver: string): Promise<string> {
    const { items } = (await asker.get(`/requests/${requestId}/approval-links`)).body;
    const { url } = items.find((item: { approver: { name: string } }) => item.approver.name === approver);
    return new URL(url).pathname;
  }
}

export async function signIn({ page, person }: Visitor, address: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Handle or e-mail').fill(person.handle);
  await page.getByRole('textbox', { name: 'Password' }).fill(person.secrets.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel(/code from your authenticator/i).fill(person.nextCode());
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('navigation').first().waitFor();
}

/** Types a fresh code into the open dialog and presses its button. */
export async function confirm({ page, person }: Visitor, button: string | RegExp): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Code from your authenticator').fill(person.nextCode());
  await dialog.getByRole('button', { name: button }).click();
}

/** The same, where nothing stands in the way. */
export async function giveCode(visitor: Visitor, button: string | RegExp): Promise<void> {
  await confirm(visitor, button);
  await visitor.page.getByRole('dialog').waitFor({ state: 'hidden' });
}
