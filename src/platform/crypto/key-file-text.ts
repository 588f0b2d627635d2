import { z } from 'zod';
import { invalid } from '../../kernel';
import { KEY_BYTES } from './authenticated-encryption';
import type { KeptKey } from './key-provider';

const base64 = z.base64().min(1);
const moment = z.iso.datetime().transform((text) => new Date(text));
const common = { madeAt: moment, usedFrom: moment.nullable() };

const schema = z.strictObject({
  format: z.literal(2),
  /** Names the installation to whoever wraps its keys. */
  installation: z.uuid(),
  /** Oldest first. */
  rootKeys: z
    .array(
      z.discriminatedUnion('provider', [
        z.strictObject({ ...common, provider: z.literal('local'), key: base64 }),
        z.strictObject({
          ...common,
          provider: z.literal('aws-kms'),
          kmsKey: z.string().min(1),
          wrapped: base64,
        }),
      ]),
    )
    .min(1),
  /** The installation secret, sealed under one of the root keys. */
  installationSecret: base64,
});

export type RootKeyEntry = KeptKey & { readonly madeAt: Date; readonly usedFrom: Date | null };

export interface KeyFileText {
  readonly installation: string;
  readonly rootKeys: readonly RootKeyEntry[];
  readonly installationSecret: string;
}

/** A file from before rotation: one key in base64, which is root key and installation secret in one. */
export interface SingleKeyText {
  readonly single: Buffer;
}

/** What a key file says. Its text is never repeated: it is the secret. */
export function parseKeyFile(path: string, text: string): KeyFileText | SingleKeyText {
  if (!text.startsWith('{')) {
    const single = Buffer.from(text, 'base64');
    if (single.length === KEY_BYTES) return { single };
    throw invalid(
      'keys.bad_key',
      `${path} holds neither a key file of Sallyport nor exactly 32 bytes in base64.`,
    );
  }
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  throw invalid(
    'keys.bad_file',
    `${path} cannot be read as a key file (${where}). Put back the newest copy from its backup; nothing was changed.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const formatKeyFile = (file: KeyFileText): string => JSON.stringify({ format: 2, ...file }, null, 2);
