import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { environmentSchema, readEnvironment } from '../../src/platform/config/environment';

const root = resolve(__dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

const strings = z.array(z.string());
const serviceSchema = z.object({
  image: z.string(),
  user: z.string(),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  command: strings.optional(),
  /** null: handed on from .env, and unset where that does not set it. */
  environment: z.record(z.string(), z.string().nullable()).default({}),
  secrets: strings.default([]),
  volumes: strings.default([]),
  tmpfs: strings,
  ports: strings.default([]),
  networks: z.record(z.string(), z.object({ ipv4_address: z.string().optional() })),
});
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema.loose()),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
  secrets: z.record(z.string(), z.object({ file: z.string() }).strict()),
});

/** Parsing alone holds most promises: every service is read-only, without capabilities, and names a user. */
const compose = composeSchema.parse(parse(textOf('docker-compose.yml'), { merge: true }));
const services = Object.entries(compose.services);
const service = (name: string) => compose.services[name];
const servicesWith = (test: (service: z.output<typeof serviceSchema>) => boolean): string[] =>
  services.filter(([, each]) => test(each)).map(([name]) => name);

const PRODUCTION = {
  NODE_ENV: 'production',
  SALLYPORT_PUBLIC_URL: 'https://sallyport.example.org',
  DATABASE_APP_URL: 'postgres://app@db/x',
  DATABASE_SEALER_URL: 'postgres://sealer@db/x',
};

describe('docker-compose.yml', () => {
  it('runs two applications, a database, a proxy and one migration', () => {
    expect(services.map(([name]) => name).sort()).toEqual(['app-1', 'app-2', 'migrate', 'postgres', 'proxy']);
  });

  it('lets the two applications differ in their address only', () => {
    const withoutAddress = (name: string) => ({
      ...service(name),
      networks: Object.keys(service(name).networks),
    });
    expect(withoutAddress('app-1')).toEqual(withoutAddress('app-2'));
  });

  it.each(services)('%s runs as an ordinary user and asks for nothing back', (_name, each) => {
    expect(each.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    for (const key of [
      'privileged',
      'cap_add',
      'network_mode',
      'pid',
      'ipc',
      'userns_mode',
      'devices',
      'env_file',
    ]) {
      expect(each).not.toHaveProperty(key);
    }
  });

  it.each(services)('%s writes to its own volume and to memory, nowhere else', (_name, each) => {
    const writable = each.volumes
      .filter((volume) => !volume.endsWith(':ro'))
      .map((volume) => volume.split(':')[0]);
    expect(writable.filter((volume) => !['postgres-data', 'sallyport-data'].includes(volume))).toEqual([]);
    for (const mount of each.tmpfs.filter((entry) => entry.startsWith('/tmp')))
      expect(mount).toContain('noexec');
  });

  it('has one way in: only the proxy publishes ports, and they are those its configuration listens on', () => {
    expect(servicesWith(({ ports }) => ports.length > 0)).toEqual(['proxy']);
    const inside = ['http', 'https'].map(
      (scheme) => /listen (\d+)/.exec(textOf(`deploy/nginx/site/listen-${scheme}.conf`))?.[1],
    );
    expect(service('proxy').ports).toEqual([`80:${inside[0]}`, `443:${inside[1]}`]);
  });

  it('keeps the database out of reach of the proxy and of everything outside', () => {
    expect(compose.networks.front.internal).toBe(true);
    expect(compose.networks.data.internal).toBe(true);
    expect(Object.keys(service('postgres').networks)).toEqual(['data']);
    expect(Object.keys(service('migrate').networks)).toEqual(['data']);
    expect(Object.keys(service('proxy').networks)).not.toContain('data');
  });

  it('gives the owner of the database to the migration and to nobody else', () => {
    expect(servicesWith(({ secrets }) => secrets.includes('database_url'))).toEqual(['migrate']);
    expect(
      servicesWith(({ environment }) => Object.keys(environment).some((name) => /^DATABASE_URL/.test(name))),
    ).toEqual(['migrate']);
    expect(servicesWith(({ secrets }) => secrets.includes('database_owner_password'))).toEqual(['postgres']);
  });

  it('I17: hands every secret over as a file of a folder that git ignores', () => {
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^deploy\/secrets\//);
    expect(textOf('deploy/.gitignore')).toContain('secrets/');
    for (const [, { environment, secrets }] of services) {
      for (const [name, value] of Object.entries(environment)) {
        if (name.startsWith('AWS_')) continue;
        if (/PASSWORD|SECRET|KEY|DATABASE/.test(name) && name !== 'SALLYPORT_KMS_KEY')
          expect(name).toMatch(/_FILE$/);
        expect(value ?? '').not.toMatch(/:\/\/[^/]*@/);
        if (name.endsWith('_FILE')) expect(secrets).toContain(/\/run\/secrets\/(\w+)/.exec(value ?? '')?.[1]);
      }
    }
  });

  it('I17: sends mail once .env names its sender, and takes the way to the mail server from a file', () => {
    const { environment, secrets } = service('app-1');
    expect(environment).toMatchObject({
      SALLYPORT_MAIL_FROM: null,
      SALLYPORT_SMTP_URL_FILE: '${SALLYPORT_MAIL_FROM:+/run/secrets/smtp_url}',
    });
    expect(environment).not.toHaveProperty('SALLYPORT_SMTP_URL');
    expect(secrets).toContain('smtp_url');
    expect(servicesWith(({ secrets: own }) => own.includes('smtp_url'))).toEqual(['app-1', 'app-2']);
    // Without a sender the engine hands on an empty name of a file, and no mail is sent.
    const quiet = { ...PRODUCTION, SALLYPORT_MAIL_FROM: '', SALLYPORT_SMTP_URL_FILE: '' };
    expect(readEnvironment(quiet).mail).toBeUndefined();
  });

  it('lets the applications use AWS and KMS: a key id from .env, the SDK’s own files from the closed folder', () => {
    const { environment, volumes } = service('app-1');
    expect(environment).toMatchObject({
      SALLYPORT_KMS_KEY: null,
      AWS_CONFIG_FILE: '/run/aws/config',
      AWS_SHARED_CREDENTIALS_FILE: '/run/aws/credentials',
    });
    expect(Object.keys(environment).filter((name) => name.startsWith('AWS_'))).toHaveLength(2);
    expect(volumes).toContain('./deploy/secrets/aws:/run/aws:ro');
    expect(textOf('deploy/make-secrets.sh')).toContain('secrets/aws/*');
  });

  it('mounts folders where somebody edits, since an editor puts another file in the place of the old one', () => {
    const policyFile = /SALLYPORT_POLICY_FILE=(\S+)/.exec(textOf('Dockerfile'))?.[1] ?? '';
    const sources = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0]));
    expect(sources.filter((source) => source.startsWith('./') && extname(source) !== '')).toEqual([]);
    const mounted = service('app-1').volumes.map((volume) => volume.split(':')[1]);
    expect(mounted).toContain(dirname(policyFile));
  });

  it('names settings that exist, in a way that the application accepts', () => {
    const { environment } = service('app-1');
    const known = Object.keys(environmentSchema.shape);
    const ours = Object.entries(environment).filter(([name]) => !name.startsWith('AWS_'));
    expect(ours.map(([name]) => name).filter((name) => !known.includes(name))).toEqual([]);
    const given = Object.fromEntries(
      ours.filter(([name, value]) => value !== null && !name.endsWith('_FILE')),
    );
    const { production, demo, trustedProxies } = readEnvironment({
      ...(given as Record<string, string>),
      ...PRODUCTION,
      SALLYPORT_LOG_LEVEL: 'info',
    });
    expect({ production, demo }).toEqual({ production: true, demo: false });
    expect(trustedProxies).toEqual([`${service('proxy').networks.front.ipv4_address}/32`]);
  });

  it('sends the proxy to the addresses and the port where the applications listen', () => {
    const port = /SALLYPORT_LISTEN=\S+:(\d+)/.exec(textOf('Dockerfile'))?.[1];
    const addresses = ['app-1', 'app-2'].map(
      (name) => `${service(name).networks.front.ipv4_address}:${port}`,
    );
    const upstream = [...textOf('deploy/nginx/site/upstream.conf').matchAll(/^server (\S+) /gm)].map(
      ([, address]) => address,
    );
    expect(upstream).toEqual(addresses);
  });

  it('gives the proxy every file that its configuration includes, and the certificate it names', () => {
    const included = [...textOf('deploy/nginx/sallyport.conf').matchAll(/include (\S+);/g)].map(
      ([, path]) => path,
    );
    expect(new Set(included).size).toBe(5);
    for (const path of included) expect(existsSync(join(root, 'deploy/nginx', path))).toBe(true);
    const named = [...textOf('deploy/nginx/site/certificate.conf').matchAll(/\/run\/secrets\/(\w+);/g)].map(
      ([, name]) => name,
    );
    expect(named).toEqual(service('proxy').secrets);
  });
});
