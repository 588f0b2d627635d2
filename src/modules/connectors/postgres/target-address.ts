import type { ClientConfig } from 'pg';

import { Redacted } from '../../../kernel';
import { TargetError } from '../connector';
import { SSL_MODES, type SslMode, type SystemSettings } from './settings';

/** Where the broker logs in at a target, and as whom. */
export interface TargetAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: Redacted<string>;
  readonly sslmode: SslMode;
}

const DEFAULT_PORT = 5_432;
const ADVICE = 'It should read postgresql://user:password@host:port/database.';

/** On the loopback interface nobody can listen in who could not read the memory of both ends. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

export const defaultSslmode = (host: string): SslMode => (isLoopback(host) ? 'disable' : 'verify-full');

/** Takes a connection URL apart. Never repeats any of it in an error, since it holds a password. */
export function parseTargetUrl(
  credential: Redacted<string>,
  settings: Pick<SystemSettings, 'sslmode'> = {},
): TargetAddress {
  const url = urlOf(credential);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const user = decoded(url.username);
  const password = decoded(url.password);
  if (!host || !user || !password) throw unusable('does not name a host, a user and a password');
  return {
    host,
    port: url.port ? Number(url.port) : DEFAULT_PORT,
    database: decoded(url.pathname.slice(1)) || user,
    user,
    password: new Redacted(password),
    sslmode: settings.sslmode ?? sslmodeOf(url) ?? defaultSslmode(host),
  };
}

function sslmodeOf(url: URL): SslMode | undefined {
  if ([...url.searchParams.keys()].some((key) => key !== 'sslmode')) {
    throw unusable('has parameters other than sslmode, which are not understood here');
  }
  const mode = url.searchParams.get('sslmode');
  if (mode === null || isSslMode(mode)) return mode ?? undefined;
  throw unusable(`names an sslmode other than ${SSL_MODES.join(', ')}`);
}

const isSslMode = (text: string): text is SslMode => (SSL_MODES as readonly string[]).includes(text);

const unusable = (why: string): TargetError =>
  new TargetError('refused', `The broker's own credential for this system ${why}. ${ADVICE}`);

function urlOf(credential: Redacted<string>): URL {
  const text = credential.reveal();
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) throw unusable('is not a PostgreSQL URL');
  return new URL(text);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw unusable('holds a percent sign that is not escaped');
  }
}

/**
 * The `pg` options that correspond to libpq's sslmode. Spelt out because `pg` gives `require` another meaning when it
 * reads it from a URL. `verify-ca` checks the signature and lets the name differ.
 */
export function tlsOptions(address: TargetAddress, rootCert: string | undefined): ClientConfig['ssl'] {
  if (address.sslmode === 'disable') return false;
  if (address.sslmode === 'require') return { rejectUnauthorized: false };
  const ca = rootCert === undefined ? {} : { ca: rootCert };
  if (address.sslmode === 'verify-ca') return { ...ca, checkServerIdentity: () => undefined };
  // Without it Node compares the certificate of a server that is named by its address with `localhost`.
  return { ...ca, host: address.host };
}
