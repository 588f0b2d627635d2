import type { MailMessage } from '../../../platform/mail/message';
import type { Copy } from '../notification-channel';

/** A notification as a letter. */
export function mailOf({ recipient, message }: Copy, publicUrl: string): MailMessage {
  const [action, ...others] = message.actions;
  return {
    subject: message.title,
    greeting: `Hello ${recipient.name},`,
    paragraphs: message.paragraphs,
    facts: message.facts,
    action,
    others,
    afterwards: [
      message.because,
      'The link asks you to sign in, and nothing happens by opening it. Never forward this message.',
      `What Sallyport writes you, and where: ${publicUrl}/notifications`,
    ],
  };
}
