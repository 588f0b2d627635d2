import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { offlineApplication } from '../../src/cli/openapi.command';
import { describeApi } from '../../src/platform/http/api-description';

const root = resolve(__dirname, '../..');
const GENERATOR = join(root, 'node_modules/openapi-typescript/bin/cli.js');
const TYPES = 'web/src/api/schema.d.ts';

jest.setTimeout(60_000);

describe(TYPES, () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sallyport-api-'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  const description = async (): Promise<string> => {
    const app = await offlineApplication();
    const path = join(folder, 'openapi.json');
    await writeFile(path, JSON.stringify(describeApi(app)));
    await app.close();
    return path;
  };

  /** What is wrong with the types, in the generator's words. */
  const check = async (path: string): Promise<string | undefined> => {
    try {
      await promisify(execFile)(process.execPath, [GENERATOR, path, '-o', TYPES, '--check'], { cwd: root });
      return undefined;
    } catch (error) {
      return (error as { stderr: string }).stderr;
    }
  };

  // When this fails: `npm run openapi`, then look at what the type checker says of web/.
  it('says what the API of these sources is', async () => {
    expect(await check(await description())).toBeUndefined();
  });
});
