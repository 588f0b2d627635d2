import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from './chromium';

export type { Page } from 'playwright-core';

export const PHONE = 390;
export const DESKTOP = 1280;

/** Milliseconds for what a page is expected to do, while other tests keep the machine busy. */
const PATIENCE = 60_000;

const FLAGS = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
];

export interface PageOptions {
  /** CSS pixels. Default 1280. */
  readonly width?: number;
  /** Default 800, and 844 at a phone's width of 390. */
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Default `reduce`: nothing to wait for. */
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** What relative addresses start from. */
  readonly baseURL?: string;
}

export interface TestBrowser {
  /** A page in a context of its own: no cookie, storage or cache is shared with another. */
  newPage(options?: PageOptions): Promise<Page>;
  close(): Promise<void>;
}

/**
 * A headless Chromium for one spec file: call it in `beforeAll` (the first on a machine unpacks for some seconds).
 * Serve pages over http on localhost, where it takes `Secure` and `__Host-` cookies as it does over https: for https it
 * loads a libsqlite3 of the system, which a bare machine has not.
 */
export async function launchBrowser(): Promise<TestBrowser> {
  const { executable, environment } = await findChromium();
  const browser = await chromium.launch({
    executablePath: executable,
    // The sandbox needs user namespaces or a set-uid helper; root in a container has neither, and pages here are ours.
    chromiumSandbox: false,
    args: FLAGS,
    env: { ...definedEnvironment(), ...environment },
  });
  return { newPage: (options) => openPage(browser, options), close: () => browser.close() };
}

async function openPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  const { width = DESKTOP, colorScheme = 'light', reducedMotion = 'reduce', baseURL } = options;
  const height = options.height ?? (width === PHONE ? 844 : 800);
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    colorScheme,
    reducedMotion,
    baseURL,
  });
  context.setDefaultTimeout(PATIENCE);
  return context.newPage();
}

function definedEnvironment(): Record<string, string> {
  const pairs = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(pairs);
}
