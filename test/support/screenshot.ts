import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DESKTOP, type Page, PHONE } from './browser';
import { changeColorScheme, COLOR_SCHEMES } from './color-scheme';

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
    for (const colorScheme of COLOR_SCHEMES) {
      await page.setViewportSize({ width, height: before.height });
      await changeColorScheme(page, colorScheme);
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await changeColorScheme(page, 'light');
  await page.setViewportSize(before);
}
