import { randomBytes } from 'node:crypto';
import { Redacted } from '../../kernel';
import { KEY_BYTES } from './authenticated-encryption';
import type { KeptKey, KeyProvider } from './key-provider';

type Kept = Extract<KeptKey, { provider: 'local' }>;

/** Root keys in the key file itself, which its owner alone may read. */
export class LocalKeyProvider implements KeyProvider<Kept> {
  readonly words = 'the key file';

  make(): Promise<{ bytes: Redacted<Buffer>; kept: Kept }> {
    const bytes = randomBytes(KEY_BYTES);
    return Promise.resolve({
      bytes: new Redacted(bytes),
      kept: { provider: 'local', key: bytes.toString('base64') },
    });
  }

  open({ key }: Kept): Promise<Redacted<Buffer>> {
    return Promise.resolve(new Redacted(Buffer.from(key, 'base64')));
  }
}
