import { z } from 'zod';

import { invalid } from '../../../kernel';

/** PostgreSQL cuts names at 63 bytes, so that two long ones become one. */
const MAX_NAME_BYTES = 63;

const name = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= MAX_NAME_BYTES, 'must not be longer than 63 bytes')
  // A line break would end the line of a service or .pgpass file.
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text), 'must not hold control characters');

/** Predefined roles that give data or statistics. The others reach the server's files, programs or other people's sessions. */
const HARMLESS_PREDEFINED = new Set([
  'pg_read_all_data',
  'pg_write_all_data',
  'pg_maintain',
  'pg_monitor',
  'pg_read_all_settings',
  'pg_read_all_stats',
  'pg_stat_scan_tables',
]);

const memberRole = name
  .refine(
    (role) => !role.startsWith('pg_') || HARMLESS_PREDEFINED.has(role),
    'is a predefined role that gives more than data',
  )
  .refine((role) => !/^(sallyport_|sp_)/.test(role), 'belongs to Sallyport itself');

export const SSL_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

const host = z.string().regex(/^[A-Za-z0-9._:-]+$/, 'must be a host name or an address');
const port = z.int().min(1).max(65_535);

/** Settings of a system of kind `postgres`. How the broker itself connects stands in its credential, a URL. */
export const systemSettings = z.strictObject({
  /** As libpq means it. Left out: `verify-full`, and `disable` where the server is on this machine. */
  sslmode: z.enum(SSL_MODES).optional(),
  /** PEM text of the authority that signs the server's certificate; left out: the system's own list. */
  sslRootCert: z.string().includes('-----BEGIN CERTIFICATE-----').optional(),
  /** Where people connect, when it is not where the broker does. */
  clientHost: host.optional(),
  clientPort: port.optional(),
  clientSslmode: z.enum(SSL_MODES).optional(),
  /** Path of the authority's certificate on people's machines, or `system`. */
  clientSslRootCert: name.optional(),
  /** The role every leased role is a member of: the mark of one Sallyport at this server. */
  leaseGroup: name.default('sallyport_leases'),
  /** Below 4,096 some clients refuse to log in; our passwords are random, so that a lower count loses nothing. */
  scramIterations: z.int().min(1).max(1_000_000).default(4_096),
});
export type SystemSettings = z.output<typeof systemSettings>;

/** Settings of an entitlement at a PostgreSQL system. Times are seconds. */
export const entitlementSettings = z.strictObject({
  database: name,
  memberOf: z
    .array(memberRole)
    .min(1)
    .max(20)
    .refine((roles) => new Set(roles).size === roles.length, 'must not name a role twice'),
  readOnly: z.boolean().default(true),
  statementTimeout: z.int().min(1).max(86_400).default(300),
  idleInTransactionTimeout: z.int().min(1).max(86_400).default(60),
  connectionLimit: z.int().min(1).max(100).default(5),
});
export type EntitlementSettings = z.output<typeof entitlementSettings>;

/** Throws `invalid` with one sentence that names each wrong setting. */
export function parseSettings<T extends z.ZodType>(schema: T, settings: unknown, whose: string): z.output<T> {
  const result = schema.safeParse(settings ?? {});
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) =>
    [issue.path.join('.'), issue.message].filter(Boolean).join(' '),
  );
  throw invalid(
    'connectors.settings',
    `The PostgreSQL settings of ${whose} are wrong: ${faults.join('; ')}.`,
  );
}
