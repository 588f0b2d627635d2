import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { credential } from './answers';
import { readPrivate, removePrivate, writePrivate } from './private-file';

const keptShape = z.object({
  grantId: z.string(),
  profile: z.string(),
  entitlementId: z.string(),
  kind: z.string(),
  issuedAt: z.iso.datetime(),
  /** The end of its use: of the grant, or of the session where that is sooner. */
  usableUntil: z.iso.datetime(),
  credential,
});
export type KeptCredential = z.output<typeof keptShape>;

/** Log-ins that were handed out to this computer's user, each until its end, in a file for each that nobody else may read. */
export class KeptCredentials {
  private readonly folder: string;

  constructor(cacheFolder: string, server: string) {
    const name = createHash('sha256').update(server).digest('hex').slice(0, 16);
    this.folder = join(cacheFolder, name);
  }

  /** Those that are still good by their own account. The others go. */
  all(now: Date): KeptCredential[] {
    return this.paths().flatMap((path) => {
      const kept = keptShape.safeParse(read(path)).data;
      if (kept && Date.parse(kept.usableUntil) > now.getTime()) return [kept];
      removePrivate(path);
      return [];
    });
  }

  keep(kept: KeptCredential): void {
    writePrivate(this.pathOf(kept), JSON.stringify(kept));
  }

  drop(kept: KeptCredential): void {
    removePrivate(this.pathOf(kept));
  }

  dropAll(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private pathOf({ credential: { leaseId } }: KeptCredential): string {
    return join(this.folder, `${leaseId}.json`);
  }

  private paths(): string[] {
    try {
      return readdirSync(this.folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => join(this.folder, name));
    } catch {
      return [];
    }
  }
}

function read(path: string): unknown {
  try {
    return JSON.parse(readPrivate(path) ?? 'null');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const processJson = z.object({ Expiration: z.iso.datetime() });

/** AWS may end a session before the grant ends. */
export function usableUntil({ expiresAt, formats }: KeptCredential['credential']): string {
  const process = formats.find(({ id }) => id === 'credential-process');
  const session = process && processJson.safeParse(JSON.parse(process.text)).data?.Expiration;
  return session !== undefined && Date.parse(session) < Date.parse(expiresAt) ? session : expiresAt;
}
