import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessibilityFaults } from '../e2e/web/accessibility';
import { launchBrowser, type TestBrowser } from './browser';
import { shots } from './screenshot';

jest.setTimeout(60_000);

const PAGE = `data:text/html,<!doctype html><meta name="viewport" content="width=device-width">
<style>body { background: white } @media (prefers-color-scheme: dark) { body { background: black } }</style>
<h1>Ask for access</h1><input aria-label="Why"><button onclick="document.title = document.querySelector('input').value">Ask</button>`;

describe('the browser of the tests', () => {
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it('renders a page and lets a person act on it', async () => {
    const page = await browser.newPage();
    await page.goto(PAGE);
    await page.getByLabel('Why').fill('an incident');
    await page.getByRole('button', { name: 'Ask' }).click();
    expect(await page.title()).toBe('an incident');
  });

  it('shows what a phone at night asks for', async () => {
    const page = await browser.newPage({ width: 390, colorScheme: 'dark', reducedMotion: 'no-preference' });
    await page.goto(PAGE);
    expect(
      await page.evaluate(`[innerWidth, getComputedStyle(document.body).backgroundColor,
        matchMedia('(prefers-reduced-motion: reduce)').matches]`),
    ).toEqual([390, 'rgb(0, 0, 0)', false]);
  });

  it('draws letters, so that screenshots can be read', async () => {
    const page = await browser.newPage();
    await page.goto(PAGE);
    const width = (text: string): Promise<number> =>
      page.evaluate<number>(`(() => { const span = document.createElement('span'); span.style.font = '40px sans-serif';
        span.textContent = ${JSON.stringify(text)}; document.body.append(span); return span.offsetWidth })()`);
    // A font without glyphs draws the same box for every letter.
    expect(await width('iiii')).toBeLessThan(await width('mmmm'));
  });

  it('says what a person cannot use, and by which colours', async () => {
    const page = await browser.newPage();
    await page.goto(`data:text/html,<!doctype html><html lang="en"><title>Faults</title><style>
      @media (prefers-color-scheme: dark) { body { background: black; color: rgb(40, 40, 40) } }</style><p>A text</p><input>`);
    expect(await accessibilityFaults(page)).toEqual([
      expect.stringMatching(/^light: label: .*\(input\)$/),
      expect.stringMatching(/^dark: color-contrast: .*\(p\)$/),
    ]);
  });

  describe('screenshots', () => {
    let folder: string;
    const before = process.env.SALLYPORT_SHOTS;

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'sallyport-shots-'));
    });
    afterEach(async () => {
      if (before === undefined) delete process.env.SALLYPORT_SHOTS;
      else process.env.SALLYPORT_SHOTS = before;
      await rm(folder, { recursive: true });
    });

    it('are taken for phone and desktop, light and dark, and leave the page as it was', async () => {
      process.env.SALLYPORT_SHOTS = folder;
      const page = await browser.newPage({ width: 800 });
      await page.goto(PAGE);
      await shots(page, 'ask');

      expect((await readdir(folder)).sort()).toEqual([
        'ask-1280-dark.png',
        'ask-1280-light.png',
        'ask-390-dark.png',
        'ask-390-light.png',
      ]);
      const phone = await readFile(join(folder, 'ask-390-dark.png'));
      // IHDR of a PNG: the width is at byte 16.
      expect(phone.readUInt32BE(16)).toBe(390);
      expect(phone.equals(await readFile(join(folder, 'ask-390-light.png')))).toBe(false);
      expect(page.viewportSize()).toEqual({ width: 800, height: 800 });
    });

    it('are not taken unless a folder is named', async () => {
      delete process.env.SALLYPORT_SHOTS;
      const page = await browser.newPage();
      await shots(page, 'ask');
      expect(await readdir(folder)).toEqual([]);
    });
  });
});
