import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { changeColorScheme, COLOR_SCHEMES } from '../../support/color-scheme';

const STANDARD = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
/** The rules of the standard that look at colours: nothing else of a page changes with its scheme. */
const COLORS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

interface AxeInPage {
  run(
    options: object,
  ): Promise<{ violations: { id: string; help: string; nodes: { target: unknown[] }[] }[] }>;
}

/** What axe finds on the page at WCAG 2.2 AA, light and dark, one line a fault. Leaves it light. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const scheme of COLOR_SCHEMES) {
    await changeColorScheme(page, scheme);
    const found = await faultsAsItStands(page, scheme === 'light' ? STANDARD : COLORS);
    faults.push(...found.map((fault) => `${scheme}: ${fault}`));
  }
  await changeColorScheme(page, 'light');
  return faults;
}

async function faultsAsItStands(page: Page, runOnly: typeof STANDARD): Promise<string[]> {
  // Half-way through a fade every text is too pale.
  await page.evaluate(`Promise.allSettled(document.getAnimations().map(({ finished }) => finished))`);
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (only) => {
    const { axe: inPage } = globalThis as unknown as { axe: AxeInPage };
    return (await inPage.run({ runOnly: only, resultTypes: ['violations'] })).violations;
  }, runOnly);
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`,
  );
}
