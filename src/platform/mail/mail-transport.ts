import { createTransport, type Transporter } from 'nodemailer';
import { type Redacted, SECOND } from '../../kernel';
import { isLoopback } from '../config/loopback';
import type { WrittenMail } from './message';

/** Injection token of the {@link MailTransport}, or of undefined where no mail server is configured. */
export const MAIL_TRANSPORT = Symbol('MailTransport');

export interface AddressedMail extends WrittenMail {
  readonly id: string;
  readonly to: string;
  /** RFC 2919, for messages that people sort away together. */
  readonly listId?: string;
  /** The id of the message that this one goes on from, so that both are shown as one thread. */
  readonly answers?: string;
}

/** How a message leaves the house. Throws {@link MailFailure}. */
export interface MailTransport {
  send(mail: AddressedMail): Promise<void>;
}

/** What went wrong, in a word that names no person and quotes nothing of the message (I17). */
export class MailFailure extends Error {
  constructor(
    readonly reason: string,
    /**
     * - `refused`: the server will never take this message;
     * - `later`: it may take it later;
     * - `unreachable`: there is nobody to ask, so the next message would not fare better.
     */
    readonly kind: 'refused' | 'later' | 'unreachable',
  ) {
    super(`The mail server did not take a message: ${reason}.`);
    this.name = 'MailFailure';
  }
}

export interface SmtpSettings {
  /** `smtps://user:password@host:465`, or `smtp://…:587`, which is encrypted by STARTTLS before anything is said. */
  readonly url: Redacted<string>;
  readonly from: string;
  /** Certificates to trust beside those of the system, in PEM. */
  readonly certificateAuthority?: string;
}

/** Milliseconds that a server has to let us in, and to answer one command. */
const PATIENCE = { connects: 10 * SECOND, answers: 20 * SECOND };

export class SmtpTransport implements MailTransport {
  private readonly transporter: Transporter;
  private readonly domain: string;

  constructor(
    private readonly settings: SmtpSettings,
    patience = PATIENCE,
  ) {
    const url = new URL(settings.url.reveal());
    this.domain = settings.from.replace(/^.*@/, '').replace(/>.*$/, '');
    this.transporter = createTransport({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
      secure: url.protocol === 'smtps:',
      // A link that opens an account never crosses a network in the clear, whatever the server offers.
      requireTLS: !isLoopback(url.hostname),
      auth: url.username
        ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }
        : undefined,
      tls: { minVersion: 'TLSv1.2', ca: settings.certificateAuthority },
      connectionTimeout: patience.connects,
      greetingTimeout: patience.connects,
      socketTimeout: patience.answers,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ id, to, subject, text, html, listId, answers }: AddressedMail): Promise<void> {
    try {
      await this.transporter.sendMail({
        from: this.settings.from,
        // As an object, so that nothing in it is read as a list of addresses.
        to: { name: '', address: to },
        subject,
        text,
        html,
        // The same for each try, so that a message that was taken but not confirmed is known again.
        messageId: this.messageId(id),
        ...(answers !== undefined && {
          inReplyTo: this.messageId(answers),
          references: this.messageId(answers),
        }),
        // RFC 3834: nobody's holiday answers this.
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          ...(listId !== undefined && { 'List-Id': listId }),
        },
      });
    } catch (error) {
      throw failureOf(error);
    }
  }

  private messageId(id: string): string {
    return `<${id}@${this.domain}>`;
  }
}

/** Codes of nodemailer for what the server said of this message and of no other. */
const ABOUT_THE_MESSAGE: ReadonlySet<unknown> = new Set(['EENVELOPE', 'EMESSAGE']);
const PERMANENT = 500;

function failureOf(error: unknown): MailFailure {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const status = typeof responseCode === 'number' ? responseCode : undefined;
  const word = typeof code === 'string' && /^[A-Z]{2,20}$/.test(code) ? code : 'UNKNOWN';
  const reason = status === undefined ? word : `${word} ${status}`;
  if (!ABOUT_THE_MESSAGE.has(code)) return new MailFailure(reason, 'unreachable');
  return new MailFailure(reason, status !== undefined && status >= PERMANENT ? 'refused' : 'later');
}
