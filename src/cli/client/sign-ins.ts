import { join } from 'node:path';
import { z } from 'zod';
import { Redacted } from '../../kernel';
import type { ClientSettings } from '../../platform/config/environment';
import { isLoopback } from '../../platform/config/loopback';
import { Api } from './api';
import { CommandFailure, EXIT } from './exit-code';
import { readPrivate, writePrivate } from './private-file';

const signInsShape = z.object({
  /** The one that commands talk to unless told otherwise: where somebody signed in last. */
  current: z.string().optional(),
  servers: z.record(z.string(), z.object({ token: z.string(), expiresAt: z.iso.datetime() })),
});
type SignIns = z.output<typeof signInsShape>;

export interface KeptSignIn {
  readonly token: Redacted<string>;
  readonly expiresAt: string;
}

/** The tokens of this computer's user, one for each Sallyport, in a file that nobody else may read. */
export class KeptSignIns {
  private readonly path: string;

  constructor(private readonly settings: ClientSettings) {
    this.path = join(settings.configFolder, 'signed-in.json');
  }

  keep(server: string, token: Redacted<string>, expiresAt: string): void {
    const { servers } = this.read();
    this.write({ current: server, servers: { ...servers, [server]: { token: token.reveal(), expiresAt } } });
  }

  forget(server: string): void {
    const { current, servers } = this.read();
    const { [server]: _, ...others } = servers;
    this.write({ current: current === server ? undefined : current, servers: others });
  }

  /** The address that was said, set or used last; https, or this very machine. */
  serverOf(said: string | undefined): string {
    const address = said ?? this.settings.url ?? this.read().current;
    if (address === undefined) {
      throw new CommandFailure(
        EXIT.usage,
        'Which Sallyport? Say --server https://… or set SALLYPORT_URL to its address.',
      );
    }
    return originOf(address);
  }

  /** Signed in there, by SALLYPORT_TOKEN or by `sallyport login`. */
  api(said: string | undefined): Api {
    const server = this.serverOf(said);
    const kept = this.settings.token ?? this.keptAt(server)?.token;
    if (kept) return new Api(server, kept);
    throw new CommandFailure(
      EXIT.notSignedIn,
      `Not signed in at ${server}. Run: sallyport login --server ${server}`,
    );
  }

  /** What `sallyport login` kept. */
  keptAt(server: string): KeptSignIn | undefined {
    const { servers } = this.read();
    if (!(server in servers)) return undefined;
    const { token, expiresAt } = servers[server];
    return { token: new Redacted(token), expiresAt };
  }

  private read(): SignIns {
    const text = readPrivate(this.path);
    if (text === undefined) return { servers: {} };
    const read = signInsShape.safeParse(parsed(text));
    if (read.success) return read.data;
    throw new CommandFailure(EXIT.failed, `${this.path} is damaged. Delete it and sign in again.`);
  }

  private write(signIns: SignIns): void {
    writePrivate(this.path, `${JSON.stringify(signIns, undefined, 2)}\n`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A token must not travel where anybody on the way can read it. */
export function originOf(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const here = url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, ''));
  if (url && (here || url.protocol === 'https:')) return url.origin;
  throw new CommandFailure(EXIT.usage, `“${address}” is no https:// address of a Sallyport.`);
}
