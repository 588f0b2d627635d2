import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they came over the wire. */
  readonly source: string;
  readonly encrypted: boolean;
}

type Mood =
  | 'takes'
  /** Refuses the recipient for good. */
  | 'refuses'
  /** Asks to come again. */
  | 'greylists'
  /** Fails at the message itself, as a full disk does. */
  | 'chokes'
  /** Keeps the message and never says so, as when the connection breaks at that moment. */
  | 'takes in silence'
  /** Says nothing any more after it was greeted. */
  | 'hangs';

export interface MailServerOptions {
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  /** STARTTLS where there is a certificate; 'none' offers nothing. */
  readonly encryption?: 'none' | 'starttls' | 'at-once';
  readonly login?: { readonly user: string; readonly password: string };
  readonly port?: number;
}

class Refusal extends Error {
  constructor(
    message: string,
    readonly responseCode: number,
  ) {
    super(message);
  }
}

/** A real SMTP server on this machine that keeps what it is given and can be in a bad mood. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  mood: Mood = 'takes';
  attempts = 0;

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  static async start(options: MailServerOptions = {}): Promise<MailServer> {
    const { tls, encryption = 'none', login, port = 0 } = options;
    const found: { peer?: MailServer } = {};
    const peer = (): MailServer => found.peer!;
    const settings: SMTPServerOptions = {
      ...tls,
      secure: encryption === 'at-once',
      hideSTARTTLS: encryption !== 'starttls',
      authOptional: login === undefined,
      allowInsecureAuth: true,
      logger: false,
      onAuth: ({ username, password }, _, done) =>
        username === login?.user && password === login?.password
          ? done(null, { user: username })
          : done(new Refusal('Wrong log-in', 535)),
      onMailFrom: (_address, _session, done) => {
        peer().attempts += 1;
        if (peer().mood !== 'hangs') done();
      },
      onRcptTo: (_address, _session, done) => done(peer().recipientRefusal()),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.once('end', () => {
          if (peer().mood === 'chokes') {
            done(new Refusal('Disk full', 452));
            return;
          }
          const { mailFrom, rcptTo } = session.envelope;
          peer().received.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            source: Buffer.concat(chunks).toString(),
            encrypted: session.secure,
          });
          if (peer().mood !== 'takes in silence') done();
        });
      },
    };
    const server = new SMTPServer(settings);
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    found.peer = new MailServer(server, (server.server.address() as AddressInfo).port);
    return found.peer;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** The addresses in what came last, with the line breaks of the transport taken out. */
  linkIn(pattern: RegExp): string | undefined {
    return pattern.exec(plain(this.received.at(-1)?.source ?? ''))?.[0];
  }

  private recipientRefusal(): Error | undefined {
    if (this.mood === 'refuses') return new Refusal('No such person', 550);
    return this.mood === 'greylists' ? new Refusal('Come again', 451) : undefined;
  }
}

/** Quoted-printable (RFC 2045) as text. */
export const plain = (source: string): string =>
  source
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
