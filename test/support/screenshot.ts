import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DESKTOP, type Page, PHONE } from './browser';

/**
 * For people to look at: saves `<name>-<width>-<scheme>.png`, whole page, on a phone and a desktop, light and dark, in the
 * folder that SALLYPORT_SHOTS names. Without it nothing happens.
 */
export async function shots(page: Page, name: string): Promise<void> {
  const folder = process.env.SALLYPORT_SHOTS;
  const before = page.viewportSize();
  if (!folder || !before) return;
  await mkdir(folder, { recursive: true });
  for (const width of [PHONE, DESKTOP]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: before.height });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(before);
}
