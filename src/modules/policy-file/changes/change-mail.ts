import type { MailMessage } from '../../../platform/mail/message';
import type { Reach } from '../domain/reach';
import type { ReachingChange } from './policy-change';
import { changeInWords } from './reach-words';

/** What the circle and whoever oversees it are written about changes of the rules. */

const LINES_AT_MOST = 12;

/** Mail is read anywhere, so the zone is said. */
const moment = (at: Date): string =>
  `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at)} UTC`;

export interface MailedChange {
  readonly reach: ReachingChange['reach'];
  readonly changes: readonly ReachingChange[];
  readonly reason: string;
}

/** What reaches furthest first; a file may change a thousand things. */
function difference({ changes, reach }: MailedChange): string[] {
  const lines = [...changes].sort(
    (one, other) => Number(other.reach === reach) - Number(one.reach === reach),
  );
  const more = lines.length - LINES_AT_MOST;
  return [
    ...lines.slice(0, LINES_AT_MOST).map(({ sentence }) => `• ${sentence}.`),
    ...(more > 0 ? [`… and ${more} more.`] : []),
  ];
}

const message = (
  change: MailedChange,
  name: string,
  what: string,
  paragraphs: readonly string[],
  url: string,
): MailMessage => ({
  subject: `A ${changeInWords(change.reach)} ${what}`,
  greeting: `Hello ${name},`,
  paragraphs,
  action: { label: 'Look at the change', url },
  afterwards: ['Sallyport wrote this by itself; nobody reads replies.'],
});

export type ChangeMail = (name: string, url: string) => MailMessage;

const CAN_STOP =
  'If this is not what you expect, stop it: anybody of the circle, or the data protection officer, can.';

const AN_APPROVAL = 'It waits for an approval, perhaps yours.';
const WAITS_FOR: Readonly<Record<Reach, string>> = {
  narrowing: AN_APPROVAL,
  ordinary: AN_APPROVAL,
  'personal-data': `The data protection officer has to approve it. ${CAN_STOP}`,
  circle: `Two people have to approve it, one of them the data protection officer. ${CAN_STOP}`,
};

export const proposedMail =
  (change: MailedChange, proposer: string): ChangeMail =>
  (name, url) =>
    message(
      change,
      name,
      'is proposed',
      [
        `${proposer} has proposed this: “${change.reason}”`,
        ...difference(change),
        `Nothing has changed yet. ${WAITS_FOR[change.reach]}`,
      ],
      url,
    );

export const approvedMail =
  (change: MailedChange, effectiveAt: Date): ChangeMail =>
  (name, url) =>
    message(
      change,
      name,
      'is approved',
      [`It comes into force on ${moment(effectiveAt)}.`, ...difference(change), CAN_STOP],
      url,
    );

export const inForceMail =
  (change: MailedChange): ChangeMail =>
  (name, url) =>
    message(change, name, 'is in force', ['From now on this holds:', ...difference(change)], url);

export const overMail =
  (change: MailedChange, because: string): ChangeMail =>
  (name, url) =>
    message(change, name, 'does not come into force', [because, ...difference(change)], url);

export const byOperatorMail =
  (change: MailedChange): ChangeMail =>
  (name, url) =>
    message(
      change,
      name,
      'was made without an approval',
      [
        `Somebody at the server's command line put it in force and wrote: “${change.reason}”`,
        ...difference(change),
        'If nobody told you before, end access first and ask afterwards: “End everything” is on the web page.',
      ],
      url,
    );
