import type { Page } from './browser';

export const COLOR_SCHEMES = ['light', 'dark'] as const;
export type ColorScheme = (typeof COLOR_SCHEMES)[number];

/**
 * As if the person's system changed its colours; resolves once the page has followed, which takes ours a moment. A page that
 * has no scheme of its own follows at once.
 */
export async function changeColorScheme(page: Page, colorScheme: ColorScheme): Promise<void> {
  await page.emulateMedia({ colorScheme });
  if ((await page.locator('html[data-mantine-color-scheme]').count()) === 0) return;
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor({ state: 'attached' });
}
