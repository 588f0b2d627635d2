import { credentialFormats, type LogIn } from './credential-formats';

const logIn: LogIn = {
  host: 'db.example.test',
  port: 5_432,
  database: 'customers',
  user: 'sp_01jabcdefghjkmnpqrstvwxyz0',
  password: 'Qm9-_x',
  sslmode: 'verify-full',
  service: 'sallyport-customers-db',
};
const text = (id: string, of: LogIn = logIn): string =>
  credentialFormats(of)
    .find((format) => format.id === id)!
    .text.reveal();

describe('credentialFormats', () => {
  it('gives each client what it reads', () => {
    expect(credentialFormats(logIn).map(({ id }) => id)).toEqual(['psql', 'url', 'pgpass', 'service', 'env']);
    expect(text('url')).toBe(
      'postgresql://sp_01jabcdefghjkmnpqrstvwxyz0:Qm9-_x@db.example.test:5432/customers?sslmode=verify-full',
    );
    expect(text('pgpass')).toBe('db.example.test:5432:customers:sp_01jabcdefghjkmnpqrstvwxyz0:Qm9-_x');
    expect(text('service')).toBe(
      [
        '[sallyport-customers-db]',
        'host=db.example.test',
        'port=5432',
        'dbname=customers',
        'user=sp_01jabcdefghjkmnpqrstvwxyz0',
        'sslmode=verify-full',
        'password=Qm9-_x',
      ].join('\n'),
    );
    expect(text('env').split('\n')).toContain("export PGPASSWORD='Qm9-_x'");
  });

  it('I17 keeps the password off the command line of psql, and the line out of a careful history', () => {
    const [environment, argument] = text('psql').split(' psql ');

    expect(environment).toBe(" PGPASSWORD='Qm9-_x'");
    expect(argument).not.toContain('Qm9-_x');
  });

  it('carries odd database names whole', () => {
    const odd = { ...logIn, database: `we"ird: d'ro\\p $(x) 100%` };

    expect(decodeURIComponent(new URL(text('url', odd)).pathname.slice(1))).toBe(odd.database);
    expect(text('pgpass', odd)).toContain(`:we"ird\\: d'ro\\\\p $(x) 100%:`);
    expect(text('service', odd).split('\n')).toContain(`dbname=${odd.database}`);
    expect(text('env', odd)).toContain(`export PGDATABASE='we"ird: d'\\''ro\\p $(x) 100%'`);
    // Quoted for libpq inside, for the shell outside.
    expect(text('psql', odd)).toContain(`dbname='\\''we"ird: d\\'\\''ro\\\\p $(x) 100%'\\''`);
  });

  it('writes addresses of version 6 as each format wants them', () => {
    const six = { ...logIn, host: '::1' };

    expect(new URL(text('url', six)).hostname).toBe('[::1]');
    expect(text('pgpass', six)).toMatch(/^\\:\\:1:5432:/);
  });

  it('names the authority’s certificate where people have one', () => {
    const withRoot = { ...logIn, sslRootCert: '/etc/ssl/our ca.pem' };

    expect(new URL(text('url', withRoot)).searchParams.get('sslrootcert')).toBe('/etc/ssl/our ca.pem');
    expect(text('service', withRoot)).toContain('sslrootcert=/etc/ssl/our ca.pem');
    expect(text('env', withRoot)).toContain("export PGSSLROOTCERT='/etc/ssl/our ca.pem'");
    expect(text('psql', withRoot)).toContain(`sslrootcert='\\''/etc/ssl/our ca.pem'\\''`);
  });
});
