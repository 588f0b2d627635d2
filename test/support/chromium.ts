import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { lstat, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { z } from 'zod';

export interface Chromium {
  readonly executable: string;
  /** What it needs on a machine that has neither a browser's libraries nor fonts. */
  readonly environment: Readonly<Record<string, string>>;
}

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** SALLYPORT_TEST_CHROMIUM if set; else the one that came with `npm ci`, for Linux on x64; else an installed one. */
export async function findChromium(): Promise<Chromium> {
  const chosen = process.env.SALLYPORT_TEST_CHROMIUM;
  if (chosen) return { executable: chosen, environment: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return unpackedChromium();
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed) return { executable: installed, environment: {} };
  throw new Error('No Chromium for the browser tests: install one, or name it in SALLYPORT_TEST_CHROMIUM.');
}

async function unpackedChromium(): Promise<Chromium> {
  const root = dirname(dirname(dirname(require.resolve('@sparticuz/chromium'))));
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  const folder = join(tmpdir(), `sallyport-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (!(await isOurs(folder))) await unpack(join(root, 'bin'), folder);
  return {
    executable: join(folder, 'chromium'),
    environment: { LD_LIBRARY_PATH: join(folder, 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}

/** We are about to execute what is in there, and anybody can put a folder into the temporary one. */
async function isOurs(folder: string): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  if (!found) return false;
  const ours = found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  if (!ours) throw new Error(`${folder} is not ours alone; remove it.`);
  return true;
}

/** Takes seconds, once per machine. Workers that race each unpack; the folder appears whole, of whoever is first. */
async function unpack(packed: string, folder: string): Promise<void> {
  const staging = await mkdtemp(`${folder}.new-`);
  try {
    await Promise.all([
      inflate(join(packed, 'chromium.br'), join(staging, 'chromium')),
      ...['al2023', 'fonts', 'swiftshader'].map((name) => untar(join(packed, `${name}.tar.br`), staging)),
    ]);
    await writeFile(join(staging, 'fonts.conf'), fontsIn(folder));
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!(await isOurs(folder))) throw error;
  }
}

async function untar(archive: string, into: string): Promise<void> {
  const plain = join(into, basename(archive, '.br'));
  await inflate(archive, plain);
  await promisify(execFile)('tar', ['-x', '--no-same-owner', '-f', plain, '-C', into]);
  await rm(plain);
}

const inflate = (from: string, to: string): Promise<void> =>
  pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o700 }));

/** The packaged font first, so that pages look the same on every machine. */
const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
</fontconfig>
`;
