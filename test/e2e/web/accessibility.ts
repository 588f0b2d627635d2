import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { changeColorScheme, COLOR_SCHEMES } from '../../support/color-scheme';

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

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
    faults.push(...(await faultsAsItStands(page)).map((fault) => `${scheme}: ${fault}`));
  }
  await changeColorScheme(page, 'light');
  return faults;
}

async function faultsAsItStands(page: Page): Promise<string[]> {
  // Half-way through a fade every text is too pale.
  await page.evaluate(`Promise.allSettled(document.getAnimations().map(({ finished }) => finished))`);
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (values) => {
    const { axe: inPage } = globalThis as unknown as { axe: AxeInPage };
    return (await inPage.run({ runOnly: { type: 'tag', values } })).violations;
  }, STANDARD);
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`,
  );
}
