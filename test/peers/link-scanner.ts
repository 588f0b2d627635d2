import type { Locator, Page } from 'playwright-core';

/** Not what stands around a page: a scanner that signs its owner out has changed nothing that was asked. */
const BUTTONS = 'button:visible:not(body > div header button):not(nav button)';
const FIELDS = 'input:visible:not([type=radio]):not([type=checkbox]), textarea:visible';
const PRESSES_AT_MOST = 20;
const PATIENCE_MS = 2_000;

/**
 * What looks into links before a person does, at its worst: a browser that fills every field with something, presses every
 * button once and submits every form. Answers what the server let it do, beyond reading.
 */
export async function scanLink(page: Page, path: string): Promise<string[]> {
  const done: string[] = [];
  page.on('response', (response) => {
    const method = response.request().method();
    if (response.ok() && method !== 'GET' && method !== 'HEAD')
      done.push(`${method} ${new URL(response.url()).pathname}`);
  });
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  const pressed = new Set<string>();
  while (pressed.size < PRESSES_AT_MOST && (await pressAnother(page, pressed)));
  await page.evaluate('for (const form of document.forms) form.requestSubmit()');
  await page.waitForLoadState('networkidle');
  return done;
}

/** False once there is nothing left that was not pressed. */
async function pressAnother(page: Page, pressed: Set<string>): Promise<boolean> {
  for (const field of await page.locator(FIELDS).all()) await attempt(field.fill('000000', patience));
  for (const button of (await page.locator(BUTTONS).all()).reverse()) {
    const name = await nameOf(button);
    if (pressed.has(name)) continue;
    pressed.add(name);
    await attempt(button.click(patience));
    await page.waitForLoadState('networkidle');
    return true;
  }
  return false;
}

const patience = { timeout: PATIENCE_MS };

/** With where it stands: the button of a dialog often has the name of the one that opened it. */
const nameOf = async (button: Locator): Promise<string> =>
  `${await button.evaluate((one) => one.closest('[role=dialog]') !== null)} ${await button.innerText()}`;

/** What is covered or gone by then is left alone. */
const attempt = (act: Promise<void>): Promise<void> => act.catch(() => undefined);
