import { Redacted } from '../../../kernel';
import type { CredentialFormat } from '../connector';
import type { SslMode } from './settings';

/** Everything a client needs to log in as a leased role. */
export interface LogIn {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly sslmode: SslMode;
  readonly sslRootCert?: string | undefined;
  /** Name of the section in a service file. */
  readonly service: string;
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const connInfoQuoted = (text: string): string =>
  /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const pgpassEscaped = (text: string): string => text.replaceAll(/[\\:]/g, '\\$&');

/** libpq's own names, in the order a person reads them; the password is left to each format. */
function parameters(logIn: LogIn): [key: string, value: string][] {
  return [
    ['host', logIn.host],
    ['port', String(logIn.port)],
    ['dbname', logIn.database],
    ['user', logIn.user],
    ['sslmode', logIn.sslmode],
    ...(logIn.sslRootCert === undefined
      ? []
      : [['sslrootcert', logIn.sslRootCert] satisfies [string, string]]),
  ];
}

/** The password goes through the environment: command lines are readable by every user of a machine. */
function psqlCommand(logIn: LogIn): string {
  const connInfo = parameters(logIn)
    .map(([key, value]) => `${key}=${connInfoQuoted(value)}`)
    .join(' ');
  return ` PGPASSWORD=${shellQuoted(logIn.password)} psql ${shellQuoted(connInfo)}`;
}

function connectionUrl(logIn: LogIn): string {
  const host = logIn.host.includes(':') ? `[${logIn.host}]` : logIn.host;
  const query = new URLSearchParams({ sslmode: logIn.sslmode });
  if (logIn.sslRootCert !== undefined) query.set('sslrootcert', logIn.sslRootCert);
  const userInfo = `${logIn.user}:${encodeURIComponent(logIn.password)}`;
  return `postgresql://${userInfo}@${host}:${logIn.port}/${encodeURIComponent(logIn.database)}?${query.toString()}`;
}

const pgpassLine = (logIn: LogIn): string =>
  [logIn.host, String(logIn.port), logIn.database, logIn.user, logIn.password].map(pgpassEscaped).join(':');

const serviceSection = (logIn: LogIn): string =>
  [
    `[${logIn.service}]`,
    ...parameters(logIn).map(([key, value]) => `${key}=${value}`),
    `password=${logIn.password}`,
  ].join('\n');

function environmentLines(logIn: LogIn): string {
  const variables: [string, string][] = [
    ['PGHOST', logIn.host],
    ['PGPORT', String(logIn.port)],
    ['PGDATABASE', logIn.database],
    ['PGUSER', logIn.user],
    ['PGPASSWORD', logIn.password],
    ['PGSSLMODE', logIn.sslmode],
  ];
  if (logIn.sslRootCert !== undefined) variables.push(['PGSSLROOTCERT', logIn.sslRootCert]);
  return variables.map(([key, value]) => `export ${key}=${shellQuoted(value)}`).join('\n');
}

/** The same log-in, as each client likes it. Every text holds the password. */
export function credentialFormats(logIn: LogIn): CredentialFormat[] {
  return [
    {
      id: 'psql',
      label: 'psql command',
      hint: 'Begins with a space, so that a shell set to ignore such lines keeps it out of its history.',
      text: new Redacted(psqlCommand(logIn)),
    },
    { id: 'url', label: 'Connection URL', text: new Redacted(connectionUrl(logIn)) },
    {
      id: 'pgpass',
      label: '.pgpass line',
      hint: 'Add it to ~/.pgpass, which must be readable by you alone (chmod 600).',
      text: new Redacted(pgpassLine(logIn)),
    },
    {
      id: 'service',
      label: 'Service file section',
      hint: `Add it to ~/.pg_service.conf (chmod 600), then: psql service=${logIn.service}`,
      text: new Redacted(serviceSection(logIn)),
    },
    {
      id: 'env',
      label: 'Environment variables',
      hint: 'Every libpq client that this shell starts will use them.',
      text: new Redacted(environmentLines(logIn)),
    },
  ];
}
