import { Redacted } from '../../../kernel';
import { TargetError } from '../connector';
import { parseTargetUrl, tlsOptions } from './target-address';

const parse = (url: string, settings = {}) => parseTargetUrl(new Redacted(url), settings);

describe('parseTargetUrl', () => {
  it('takes a URL apart, escapes included', () => {
    const address = parse('postgresql://bro%40ker:p%2Fw%3A@db.example.test:6432/cust%22omers');

    expect({ ...address, password: address.password.reveal() }).toEqual({
      host: 'db.example.test',
      port: 6_432,
      database: 'cust"omers',
      user: 'bro@ker',
      password: 'p/w:',
      sslmode: 'verify-full',
    });
  });

  it('has the defaults of libpq for port and database', () => {
    expect(parse('postgres://broker:x@db')).toMatchObject({ port: 5_432, database: 'broker' });
  });

  it('encrypts and checks the server unless it is on this machine, or somebody said so', () => {
    expect(parse('postgres://u:x@db/d').sslmode).toBe('verify-full');
    for (const here of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]']) {
      expect(parse(`postgres://u:x@${here}/d`).sslmode).toBe('disable');
    }
    for (const elsewhere of ['127.evil.test', 'localhost.evil.test', '128.0.0.1']) {
      expect(parse(`postgres://u:x@${elsewhere}/d`).sslmode).toBe('verify-full');
    }
    expect(parse('postgres://u:x@db/d?sslmode=require').sslmode).toBe('require');
    expect(parse('postgres://u:x@db/d?sslmode=require', { sslmode: 'verify-ca' }).sslmode).toBe('verify-ca');
  });

  it.each([
    'canary',
    'mysql://u:canary@db/d',
    'postgres://u@db/d?canary',
    'postgres://:canary@db/d',
    'postgres://u:canary@/d',
    'postgres://u:canary%@db/d',
    'postgres://u:canary@db:99999/d',
    'postgres://u:canary@db/d?sslmode=prefer',
    'postgres://u:canary@db/d?options=-crole%3Dpostgres',
  ])('I17 refuses %j and repeats nothing of it', (url) => {
    const refusal = ((): unknown => {
      try {
        return parse(url);
      } catch (error) {
        return error;
      }
    })();

    expect(refusal).toBeInstanceOf(TargetError);
    expect(String((refusal as Error).stack?.split('\n')[0])).not.toContain('canary');
  });
});

describe('tlsOptions', () => {
  const options = (sslmode: string, rootCert?: string) =>
    tlsOptions(parse(`postgres://u:x@db/d?sslmode=${sslmode}`), rootCert);

  it('means by each mode what libpq means', () => {
    expect(options('disable')).toBe(false);
    expect(options('require')).toEqual({ rejectUnauthorized: false });
    expect(options('verify-full', 'PEM')).toEqual({ ca: 'PEM', host: 'db' });
    expect(options('verify-ca', 'PEM')).toEqual({
      ca: 'PEM',
      checkServerIdentity: expect.any(Function) as unknown,
    });
  });
});
