import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { HOUR, invalid, Redacted, SECOND } from '../../kernel';
import { isLoopback } from './loopback';

const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://')
  .transform((url) => new Redacted(url));

const hostAndPort = z
  .string()
  .regex(/^\S+:\d{1,5}$/, 'must read host:port, for example 127.0.0.1:3100')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65_535, 'the port must be at most 65535');

export type ListenAddress = z.output<typeof hostAndPort>;

const smtpUrl = z
  .url({ protocol: /^smtps?$/, error: 'must start with smtp:// or smtps://' })
  .transform((url) => new Redacted(url));

/** `name@host`, or `Name <name@host>`. */
const mailbox = z.string().regex(/^([^<>\r\n]+ <)?[^\s<>@]+@[^\s<>@]+>?$/, 'must be an e-mail address');

const days = z
  .string()
  .regex(/^(off|[1-9]\d{0,3})$/, 'must be a number of days, or off')
  .transform((text) => (text === 'off' ? null : Number(text)));

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be between ${least} and ${most}`);

const commaSeparated = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .pipe(z.array(z.string().regex(/^[0-9a-fA-F.:]+(\/\d{1,3})?$/, 'must be addresses or CIDR ranges')));

/** What an operator may decide about passwords; docs/operators.md has the risk of each. */
export interface PasswordPolicy {
  readonly invitationHours: number;
  /** Null: a password is good until somebody has a reason to change it. */
  readonly maximumAgeDays: number | null;
  /** How many of the newest passwords, the present one included, may not be chosen again. */
  readonly history: number;
}

export const DEFAULT_PASSWORD_POLICY = {
  invitationHours: 72,
  maximumAgeDays: 180,
  history: 5,
} as const satisfies PasswordPolicy;

/** Every variable that the product reads. Documented in docs/operators.md; a spec holds both to each other. */
export const environmentSchema = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  SALLYPORT_DEMO: z.enum(['on', 'off']).optional(),
  SALLYPORT_ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  SALLYPORT_LISTEN: hostAndPort.prefault('127.0.0.1:3100'),
  SALLYPORT_METRICS_LISTEN: hostAndPort.prefault('127.0.0.1:9464'),
  SALLYPORT_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  SALLYPORT_DATA_DIR: z.string().min(1).default('.sallyport'),
  SALLYPORT_MASTER_KEY_FILE: z.string().min(1).optional(),
  SALLYPORT_KMS_KEY: z.string().min(1).max(2_048).optional(),
  SALLYPORT_AUDIT_KEY_FILE: z.string().min(1).optional(),
  SALLYPORT_POLICY_FILE: z.string().min(1).default('sallyport.yaml'),
  SALLYPORT_TRUSTED_PROXIES: commaSeparated.prefault(''),
  SALLYPORT_SMTP_URL: smtpUrl.optional(),
  SALLYPORT_SMTP_URL_FILE: z.string().min(1).optional(),
  SALLYPORT_MAIL_FROM: mailbox.optional(),
  SALLYPORT_INVITATION_HOURS: wholeNumber(1, 720).prefault(`${DEFAULT_PASSWORD_POLICY.invitationHours}`),
  SALLYPORT_PASSWORD_MAX_AGE_DAYS: days.prefault(`${DEFAULT_PASSWORD_POLICY.maximumAgeDays}`),
  SALLYPORT_PASSWORD_HISTORY: wholeNumber(0, 24).prefault(`${DEFAULT_PASSWORD_POLICY.history}`),
  SALLYPORT_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  SALLYPORT_NEW_FACTOR_HOLD_HOURS: z.coerce.number().int().min(0).max(168).default(24),
  SALLYPORT_DEMO_TARGET_URL: databaseUrl.optional(),
  SALLYPORT_DEMO_AWS: z
    .string()
    .transform((text) => new Redacted(text))
    .optional(),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_APP_URL: databaseUrl.optional(),
  DATABASE_SEALER_URL: databaseUrl.optional(),
  DATABASE_URL_FILE: z.string().min(1).optional(),
  DATABASE_APP_URL_FILE: z.string().min(1).optional(),
  DATABASE_SEALER_URL_FILE: z.string().min(1).optional(),
});

type RawEnvironment = z.output<typeof environmentSchema>;

export interface Environment {
  readonly production: boolean;
  /** Demonstration mode: people with published codes, plain HTTP on the loopback address only. */
  readonly demo: boolean;
  /** The broker's log-in at a target that somebody else provides; without it the demonstration starts one of its own. */
  readonly demoTargetUrl?: Redacted<string>;
  /** Likewise keys and endpoint at an AWS account, or at what plays one. */
  readonly demoAws?: Redacted<string>;
  readonly role: RawEnvironment['SALLYPORT_ROLE'];
  readonly listen: ListenAddress;
  readonly metricsListen: ListenAddress;
  /** Scheme, host and port that people's browsers use; no trailing slash. */
  readonly publicUrl: string;
  readonly dataDirectory: string;
  readonly masterKeyFile: string;
  /** The AWS KMS key that wraps root keys; without it they lie in the key file as they are. */
  readonly kmsKey?: string;
  readonly auditKeyFile: string;
  readonly policyFile: string;
  readonly trustedProxies: readonly string[];
  /** How long privileged use waits after a first factor that nobody vouched for, and after a recovery. */
  readonly newFactorHoldSeconds: number;
  readonly logLevel: RawEnvironment['SALLYPORT_LOG_LEVEL'];
  /** Where mail is handed in; without it none is sent, and the pages say so. */
  readonly mail?: { readonly url: Redacted<string>; readonly from: string };
  readonly passwords: PasswordPolicy;
  readonly database: {
    readonly ownerUrl?: Redacted<string>;
    readonly appUrl?: Redacted<string>;
    readonly sealerUrl?: Redacted<string>;
  };
}

function faultsAcrossFields(raw: RawEnvironment, demo: boolean): string[] {
  const faults: string[] = [];
  if (demo && raw.NODE_ENV === 'production') {
    faults.push('SALLYPORT_DEMO: demonstration mode does not exist where NODE_ENV is production.');
  }
  if (demo && !isLoopback(raw.SALLYPORT_LISTEN.host)) {
    faults.push('SALLYPORT_LISTEN: demonstration mode listens on the loopback address only (127.0.0.1).');
  }
  if (!demo && !raw.SALLYPORT_PUBLIC_URL?.startsWith('https://')) {
    faults.push('SALLYPORT_PUBLIC_URL: must be the https:// address that people use.');
  }
  if (!raw.DATABASE_URL && Boolean(raw.DATABASE_APP_URL) !== Boolean(raw.DATABASE_SEALER_URL)) {
    faults.push('DATABASE_APP_URL and DATABASE_SEALER_URL: without DATABASE_URL both are needed.');
  }
  if (Boolean(raw.SALLYPORT_SMTP_URL) !== Boolean(raw.SALLYPORT_MAIL_FROM)) {
    faults.push('SALLYPORT_SMTP_URL and SALLYPORT_MAIL_FROM: mail needs both.');
  }
  return faults;
}

/** Container engines hand secrets over as files: `DATABASE_URL_FILE` names the one that holds `DATABASE_URL`. */
function withSecretsFromFiles(variables: NodeJS.ProcessEnv, faults: string[]): NodeJS.ProcessEnv {
  const found = { ...variables };
  for (const name of ['DATABASE_URL', 'DATABASE_APP_URL', 'DATABASE_SEALER_URL', 'SALLYPORT_SMTP_URL']) {
    const path = variables[`${name}_FILE`];
    if (!path) continue;
    if (variables[name]) faults.push(`${name}_FILE: ${name} is set as well; give one of the two.`);
    found[name] = readFileIfPresent('file', path);
    if (!found[name]) faults.push(`${name}_FILE: ${path} cannot be read or is empty.`);
  }
  return found;
}

/** Reads and checks the whole environment, or throws one error that lists every fault. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const faults: string[] = [];
  const given = withSecretsFromFiles(variables, faults);
  const known = Object.fromEntries(
    Object.keys(environmentSchema.shape).map((name) => [name, given[name] || undefined]),
  );
  const misspelt = Object.keys(variables).filter(
    (name) => name.startsWith('SALLYPORT_') && !mayBePresent(name),
  );
  const parsed = environmentSchema.safeParse(known);
  if (!parsed.success)
    faults.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  faults.push(...misspelt.map((name) => `${name}: there is no such setting.`));
  const demo = parsed.success && (parsed.data.SALLYPORT_DEMO ?? demoByDefault(parsed.data)) === 'on';
  if (parsed.success) faults.push(...faultsAcrossFields(parsed.data, demo));
  if (!parsed.success || faults.length > 0) {
    throw invalid('environment.invalid', `The environment has faults:\n  ${faults.join('\n  ')}`);
  }
  return shape(parsed.data, demo);
}

const demoByDefault = (raw: RawEnvironment): 'on' | 'off' => (raw.NODE_ENV === 'production' ? 'off' : 'on');

/** Secrets that the policy file refers to (`env:SALLYPORT_SECRET_…`), the command line's own and the tests' switches are no settings. */
const mayBePresent = (name: string): boolean =>
  name in environmentSchema.shape || /^SALLYPORT_(SECRET|TEST|SHOTS|(URL|TOKEN)$)/.test(name);

function shape(raw: RawEnvironment, demo: boolean): Environment {
  const dataDirectory = resolve(raw.SALLYPORT_DATA_DIR);
  // A name and not an address: browsers keep no passkeys for an address of the network.
  const ownName = `http://localhost:${raw.SALLYPORT_LISTEN.port}`;
  return {
    production: raw.NODE_ENV === 'production',
    demo,
    demoTargetUrl: raw.SALLYPORT_DEMO_TARGET_URL,
    demoAws: raw.SALLYPORT_DEMO_AWS,
    role: raw.SALLYPORT_ROLE,
    listen: raw.SALLYPORT_LISTEN,
    metricsListen: raw.SALLYPORT_METRICS_LISTEN,
    publicUrl: (raw.SALLYPORT_PUBLIC_URL ?? ownName).replace(/\/$/, ''),
    dataDirectory,
    masterKeyFile: raw.SALLYPORT_MASTER_KEY_FILE ?? join(dataDirectory, 'keys', 'master.key'),
    kmsKey: raw.SALLYPORT_KMS_KEY,
    auditKeyFile: raw.SALLYPORT_AUDIT_KEY_FILE ?? join(dataDirectory, 'keys', 'audit-signer.key'),
    policyFile: resolve(raw.SALLYPORT_POLICY_FILE),
    trustedProxies: raw.SALLYPORT_TRUSTED_PROXIES,
    newFactorHoldSeconds: (raw.SALLYPORT_NEW_FACTOR_HOLD_HOURS * HOUR) / SECOND,
    logLevel: raw.SALLYPORT_LOG_LEVEL,
    mail:
      raw.SALLYPORT_SMTP_URL && raw.SALLYPORT_MAIL_FROM
        ? { url: raw.SALLYPORT_SMTP_URL, from: raw.SALLYPORT_MAIL_FROM }
        : undefined,
    passwords: {
      invitationHours: raw.SALLYPORT_INVITATION_HOURS,
      maximumAgeDays: raw.SALLYPORT_PASSWORD_MAX_AGE_DAYS,
      history: raw.SALLYPORT_PASSWORD_HISTORY,
    },
    database: {
      ownerUrl: raw.DATABASE_URL,
      appUrl: raw.DATABASE_APP_URL,
      sealerUrl: raw.DATABASE_SEALER_URL,
    },
  };
}

/** A value the product made for itself at run time (the demo target's address), found by `env:` references too. */
const provided = new Map<string, string>();

export function provideSecret(name: string, value: string): void {
  provided.set(name, value);
}

/**
 * Credentials that a cloud's own library finds where the process runs: an instance's role, a container's, a profile. The secret
 * is empty then: the broker never sees one.
 */
const DEFAULT_CHAIN = 'default-chain';

/**
 * The secret behind a reference of the policy file: `env:NAME`, `file:/path` or {@link DEFAULT_CHAIN}.
 * The policy file and the database hold references only, so neither can leak what it names.
 */
export function resolveSecret(reference: string): Redacted<string> {
  if (reference === DEFAULT_CHAIN) return new Redacted('');
  const [scheme, ...rest] = reference.split(':');
  const name = rest.join(':');
  const value =
    scheme === 'env' ? (provided.get(name) ?? process.env[name]) : readFileIfPresent(scheme, name);
  if (!value) {
    throw invalid('secrets.unresolved', `The secret ${reference} is not set where this process runs.`);
  }
  return new Redacted(value);
}

function readFileIfPresent(scheme: string | undefined, path: string): string | undefined {
  if (scheme !== 'file') return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** The AWS SDK warns on standard error of Node.js releases that it will leave one day; docs/dependencies.md says so. */
export function quietAwsSdk(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
}

/** What the commands read that talk to a Sallyport somewhere else; docs/cli.md names each. */
export interface ClientSettings {
  readonly url?: string;
  readonly token?: Redacted<string>;
  readonly configFolder: string;
  readonly cacheFolder: string;
  /** Whether a browser opened here would be in front of the person: not over SSH, nor where nothing is drawn. */
  readonly hasScreen: boolean;
  /** Colours are unwanted (https://no-color.org) or not understood. */
  readonly plain: boolean;
}

export function readClientSettings(variables: NodeJS.ProcessEnv = process.env): ClientSettings {
  const home = homedir();
  const config = variables.XDG_CONFIG_HOME || variables.APPDATA || join(home, '.config');
  const cache = variables.XDG_CACHE_HOME || variables.LOCALAPPDATA || join(home, '.cache');
  const drawn = process.platform !== 'linux' || Boolean(variables.DISPLAY || variables.WAYLAND_DISPLAY);
  return {
    url: variables.SALLYPORT_URL || undefined,
    token: variables.SALLYPORT_TOKEN ? new Redacted(variables.SALLYPORT_TOKEN) : undefined,
    configFolder: join(config, 'sallyport'),
    cacheFolder: join(cache, 'sallyport'),
    hasScreen: drawn && !variables.SSH_CONNECTION,
    plain: Boolean(variables.NO_COLOR) || variables.TERM === 'dumb',
  };
}

/** For a program that is started with a log-in in its environment, where other users of the machine cannot read it. */
export const environmentWith = (variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  ...variables,
});
