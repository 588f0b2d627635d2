import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, Redacted } from '../../kernel';
import { describeWhere } from '../../../test/support/describe-where';
import { MailServer, type MailServerOptions, plain } from '../../../test/peers/mail-server';
import { findProgram, missingPrograms } from '../../../test/support/programs';
import { type AddressedMail, SmtpTransport } from './mail-transport';

/** Real servers on a machine that others use, too. */
jest.setTimeout(60_000);

const mail = (changes: Partial<AddressedMail> = {}): AddressedMail => ({
  id: newId(),
  to: 'camille@example.org',
  subject: 'A subject with an é',
  text: 'Plain words.',
  html: '<p>Plain words.</p>',
  ...changes,
});
const FROM = 'Sallyport <sallyport@example.org>';
const IMPATIENT = { connects: 500, answers: 500 };

let server: MailServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});
const start = async (options?: MailServerOptions) => (server = await MailServer.start(options));
const url = (port: number, { scheme = 'smtp', host = '127.0.0.1', login = '' } = {}) =>
  new Redacted(`${scheme}://${login}${host}:${port}`);

describe('mail over SMTP', () => {
  it('arrives with both forms, an id that is the same at each try, and marked as written by a machine', async () => {
    const { port, received } = await start();
    const sent = mail();
    await new SmtpTransport({ url: url(port), from: FROM }).send(sent);
    expect(received).toEqual([
      expect.objectContaining({ from: 'sallyport@example.org', to: ['camille@example.org'] }),
    ]);
    const { source } = received[0];
    expect(source).toContain(`Message-ID: <${sent.id}@example.org>`);
    expect(source).toContain('Auto-Submitted: auto-generated');
    expect(source).toMatch(/text\/plain[^]*Plain words\.[^]*text\/html[^]*<p>Plain words\.<\/p>/);
  });

  it('goes to one address, whatever is written in it', async () => {
    const { port, received } = await start();
    const transport = new SmtpTransport({ url: url(port), from: FROM });
    await transport.send(mail({ to: 'a@example.org, b@example.org' })).catch(() => undefined);
    await transport.send(mail({ to: 'c@example.org\r\nBcc: d@example.org' })).catch(() => undefined);
    const recipients = received.flatMap(({ to }) => to);
    expect(recipients.filter((to) => ['b@example.org', 'd@example.org'].includes(to))).toEqual([]);
    expect(received.map(({ source }) => source).join('')).not.toMatch(/^Bcc:/m);
  });

  it.each([
    ['refuses', 'refused', 'EENVELOPE 550'],
    ['greylists', 'later', 'EENVELOPE 451'],
    ['chokes', 'later', 'EMESSAGE 452'],
  ] as const)('that a server %s is %s', async (mood, kind, reason) => {
    const { port } = await start();
    server!.mood = mood;
    const sending = new SmtpTransport({ url: url(port), from: FROM }).send(mail());
    await expect(sending).rejects.toMatchObject({ kind, reason });
  });

  it('waits for a server that hangs no longer than it has patience', async () => {
    const { port } = await start();
    server!.mood = 'hangs';
    const sending = new SmtpTransport({ url: url(port), from: FROM }, IMPATIENT).send(mail());
    await expect(sending).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('finds nobody where no server is', async () => {
    const { port } = await start();
    await server!.stop();
    server = undefined;
    const sending = new SmtpTransport({ url: url(port), from: FROM }).send(mail());
    await expect(sending).rejects.toMatchObject({ kind: 'unreachable', reason: 'ESOCKET' });
  });

  it('gives a log-in with odd characters, and I17 keeps a wrong one out of its complaint', async () => {
    const login = { user: 'sally', password: 'p@ss/w%rd' };
    const { port, received } = await start({ login });
    const good = `${login.user}:${encodeURIComponent(login.password)}@`;
    await new SmtpTransport({ url: url(port, { login: good }), from: FROM }).send(mail());
    expect(received).toHaveLength(1);
    const failure: unknown = await new SmtpTransport({
      url: url(port, { login: 'sally:canary@' }),
      from: FROM,
    })
      .send(mail())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'unreachable', reason: 'EAUTH 535' });
    expect(`${JSON.stringify(failure)} ${(failure as Error).stack}`).not.toContain('canary');
  });
});

describeWhere(missingPrograms('openssl'))('mail over TLS', () => {
  let folder: string;
  let tls: { key: Buffer; cert: Buffer };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-mail-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const request =
      'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost';
    execFileSync(findProgram('openssl')!, [...request.split(' '), '-keyout', key, '-out', cert], {
      stdio: 'ignore',
    });
    tls = { key: readFileSync(key), cert: readFileSync(cert) };
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['smtps', 'at-once'],
    ['smtp', 'starttls'],
  ] as const)('is encrypted with %s://', async (scheme, encryption) => {
    const { port, received } = await start({ tls, encryption });
    const settings = { from: FROM, certificateAuthority: tls.cert.toString() };
    await new SmtpTransport({ ...settings, url: url(port, { scheme, host: 'localhost' }) }).send(mail());
    expect(received).toEqual([expect.objectContaining({ encrypted: true })]);
    expect(plain(received[0].source)).toContain('Plain words.');
  });

  it('is not handed to a server whose certificate nobody vouches for', async () => {
    const { port, received } = await start({ tls, encryption: 'at-once' });
    const sending = new SmtpTransport({
      url: url(port, { scheme: 'smtps', host: 'localhost' }),
      from: FROM,
    }).send(mail());
    await expect(sending).rejects.toMatchObject({ kind: 'unreachable' });
    expect(received).toEqual([]);
  });

  it('is not sent in the clear to a server elsewhere that offers no encryption', async () => {
    const { port, received } = await start({ encryption: 'none' });
    // The name of this machine itself, which is no loopback name.
    const sending = new SmtpTransport({ url: url(port, { host: '0.0.0.0' }), from: FROM }).send(mail());
    await expect(sending).rejects.toMatchObject({ kind: 'unreachable' });
    expect(received).toEqual([]);
  });
});
