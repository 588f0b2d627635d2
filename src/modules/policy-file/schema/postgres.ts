import { z } from 'zod';
import { duration, line, list } from './fields';

/**
 * What an editor can know about a PostgreSQL server. The connector has the last word: it checks the same settings
 * again, with the rules that only it knows, before a policy is applied.
 */
const name = line.refine(
  (text) => Buffer.byteLength(text) <= 63,
  'PostgreSQL cuts names at 63 bytes, so that two long ones become one.',
);
const sslmode = z.enum(['disable', 'require', 'verify-ca', 'verify-full']);
const host = z.string().regex(/^[A-Za-z0-9._:-]{1,253}$/, 'Write a host name or an address.');

export const postgresSystemSettings = z.strictObject({
  sslmode: sslmode
    .optional()
    .describe(
      'How the broker connects, as libpq means it. Left out: `verify-full`, and `disable` on this machine.',
    ),
  sslRootCert: z
    .string()
    .includes('-----BEGIN CERTIFICATE-----', { error: 'Paste the certificate in PEM form.' })
    .optional()
    .describe(
      'PEM text of the authority that signed the server’s certificate. Left out: the system’s own list.',
    ),
  clientHost: host.optional().describe('Where people connect, when it is not where the broker does.'),
  clientPort: z.int().min(1).max(65_535).optional().describe('Port that people connect to.'),
  clientSslmode: sslmode.optional().describe('What people’s clients shall ask for.'),
  clientSslRootCert: line
    .optional()
    .describe('Path of the authority’s certificate on people’s machines, or `system`.'),
  leaseGroup: name
    .optional()
    .describe(
      'Role that every log-in of ours belongs to; another one for each Sallyport at the same server.',
    ),
  scramIterations: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe(
      'Fewer than 4096 is faster and safe for our random passwords, but old JDBC drivers and Bun refuse it.',
    ),
});

export const postgresEntitlementSettings = z.strictObject({
  database: name.describe('The database in which the log-in works.'),
  memberOf: list(name, 20).describe(
    'Group roles at the server whose rights the log-in has while it lives. You make them; the broker only adds and removes members.',
  ),
  readOnly: z.boolean().default(true).describe('Transactions are read-only by default.'),
  statementTimeout: duration('1s', '1d')
    .prefault('5m')
    .describe('The server cancels a statement that runs longer, such as `30s` or `5m`.'),
  idleInTransactionTimeout: duration('1s', '1d')
    .prefault('1m')
    .describe('The server ends a session that leaves a transaction open and idle for longer.'),
  connectionLimit: z
    .int()
    .min(1)
    .max(100)
    .default(5)
    .describe('Connections that one log-in may hold at once.'),
});
