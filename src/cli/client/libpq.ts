/** A log-in's connection URL in the other ways that PostgreSQL's clients know. */

/** The variables that every client built on libpq reads (PostgreSQL 17, § 32.15); most others read DATABASE_URL. */
export function libpqVariables(text: string): Record<string, string> {
  const url = new URL(text);
  const rootCertificate = url.searchParams.get('sslrootcert');
  return {
    PGHOST: url.hostname.replace(/^\[|\]$/g, ''),
    PGPORT: url.port,
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGSSLMODE: url.searchParams.get('sslmode') ?? 'prefer',
    ...(rootCertificate !== null && { PGSSLROOTCERT: rootCertificate }),
  };
}

const SERVICE_WORDS = {
  PGHOST: 'host',
  PGPORT: 'port',
  PGDATABASE: 'dbname',
  PGUSER: 'user',
  PGSSLMODE: 'sslmode',
  PGSSLROOTCERT: 'sslrootcert',
} as const;

/** A section of pg_service.conf (§ 32.17), without the password: a file on disk outlives the log-in. */
export function serviceSection(name: string, text: string): string {
  const variables = libpqVariables(text);
  const lines = Object.entries(SERVICE_WORDS)
    .filter(([variable]) => variable in variables && variables[variable] !== '')
    .map(([variable, word]) => `${word}=${variables[variable]}`);
  return `[${name}]\n${lines.join('\n')}`;
}
