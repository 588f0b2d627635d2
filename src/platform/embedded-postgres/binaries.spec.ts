import { packagedBinaries } from './binaries';

describe('the packaged binaries', () => {
  it.each([
    ['win32', 'x64'],
    ['linux', 's390x'],
  ])('do not exist for %s %s, and the message names the way out', async (platform, arch) => {
    await expect(packagedBinaries(platform, arch)).rejects.toThrow(
      `There is no embedded PostgreSQL for ${platform}-${arch}. Set DATABASE_URL to a PostgreSQL server of your own instead.`,
    );
  });

  it('may have been left out of the installation', async () => {
    const foreign = process.platform === 'darwin' ? 'linux' : 'darwin';
    await expect(packagedBinaries(foreign, 'arm64')).rejects.toThrow(/is not installed.*DATABASE_URL/);
  });
});
