import type { MailMessage } from '../../../platform/mail/message';
import type { MadeLink } from './account-links';

/** What people are written about their accounts: who it is for, what happened, what to do, and what if it was not them. */

interface Recipient {
  readonly name: string;
  readonly handle: string;
}

const hello = ({ name }: Recipient): string => `Hello ${name},`;

/** Mail is read anywhere, so the zone is said. */
const moment = (at: Date): string =>
  `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at)} UTC`;

const SENT_BY = 'Sallyport wrote this by itself; nobody reads replies.';

export const invitationMail = (
  person: Recipient,
  invitedBy: string,
  organisation: string,
  { url, expiresAt }: MadeLink,
): MailMessage => ({
  subject: `Your invitation to Sallyport at ${organisation}`,
  greeting: hello(person),
  paragraphs: [
    `${invitedBy} has invited you to Sallyport, where access at ${organisation} is asked for, approved, and ends.`,
    `Choose a password to begin. Your handle is ${person.handle}. The link works once, until ${moment(expiresAt)}.`,
  ],
  action: { label: 'Choose your password', url: url.reveal() },
  afterwards: [
    `If you do not know why you got this, do nothing, and tell ${invitedBy}.`,
    'Never forward this message: whoever opens the link first chooses the password.',
    SENT_BY,
  ],
});

export const resetMail = (person: Recipient, { url, expiresAt }: MadeLink): MailMessage => ({
  subject: 'A new password for Sallyport',
  greeting: hello(person),
  paragraphs: [
    `Somebody asked for a new password for your handle ${person.handle}. If it was you, choose one now. ` +
      `The link works once, until ${moment(expiresAt)}. Your second factor stays as it is.`,
  ],
  action: { label: 'Choose a new password', url: url.reveal() },
  afterwards: [
    'If it was not you, do nothing: your password stays as it is, and nobody was told whether you have one.',
    SENT_BY,
  ],
});

export const accountLinkedMail = (
  person: Recipient,
  provider: string,
  publicUrl: string,
  at: Date,
): MailMessage => ({
  subject: `An account at ${provider} now opens Sallyport for you`,
  greeting: hello(person),
  paragraphs: [
    `On ${moment(at)} an account at ${provider} was linked to your handle ${person.handle} with an invitation. Whoever signs in ` +
      'with it signs in as you.',
    'If it was not you, tell your CTO or your data protection officer at once, by telephone, and unlink it:',
  ],
  action: { label: 'Look at my linked accounts', url: `${publicUrl}/security` },
  afterwards: [SENT_BY],
});

export const passwordChangedMail = (person: Recipient, publicUrl: string, at: Date): MailMessage => ({
  subject: 'Your Sallyport password was changed',
  greeting: hello(person),
  paragraphs: [
    `The password for your handle ${person.handle} was changed on ${moment(at)}. Every session of yours has ended; ` +
      'sign in with the new one.',
    'If it was not you, tell your CTO or your data protection officer at once, by telephone, and ask for a new password here:',
  ],
  action: { label: 'Ask for a new password', url: `${publicUrl}/forgot-password` },
  afterwards: [SENT_BY],
});

export const renewalMail = (person: Recipient, publicUrl: string, days: number, end: Date): MailMessage => ({
  subject: `Your Sallyport password ends ${days === 1 ? 'tomorrow' : `in ${days} days`}`,
  greeting: hello(person),
  paragraphs: [
    `The password for your handle ${person.handle} is good until ${moment(end)}. Choose another one when it suits you; ` +
      'after that day you will have to before you can do anything else.',
  ],
  action: { label: 'Change your password', url: `${publicUrl}/change-password` },
  afterwards: ['Your organisation has its passwords renewed. A passkey needs no renewal.', SENT_BY],
});
