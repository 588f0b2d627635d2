import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventWords, type Telling } from '../audit';
import { TOKEN_TELLINGS } from './tokens/token-words';
import { FACTOR_TELLINGS } from './factors/factor-words';

const REASONS: Readonly<Record<string, string>> = {
  'wrong-password': 'the password was wrong',
  'unknown-name': 'nobody has that name',
  'person-not-active': 'the person is suspended or has left',
  'locked-out': 'too many attempts had gone before',
  'second-factor-missing': 'they must have a second factor and none is enrolled',
  'wrong-code': 'the code was wrong',
  'code-already-used': 'the code had been used already',
  'none-enrolled': 'no second factor is enrolled',
  'account-not-linked': 'the account at the identity provider is linked to nobody',
  'wrong-recovery-code': 'the recovery code was wrong or used already',
  'recovery-code-not-enough': 'a recovery code does not confirm this',
  'unknown-passkey': 'the passkey is not registered for this person',
  'unknown-challenge': 'the passkey answered something that was not asked here, or too late',
  'challenge-already-used': 'the passkey’s answer had been used already',
  'passkey-invalid': 'the passkey’s answer was not valid',
  'foreign-origin': 'the passkey was asked by another site',
  'passkey-counter-fell': 'the passkey counts backwards, as a copy would',
};

const FACTORS: Readonly<Record<string, string>> = {
  totp: 'authenticator code',
  passkey: 'passkey',
  'recovery-code': 'recovery code',
  'single-sign-on': 'single sign-on',
};

const PROVIDER_FAILURES: Readonly<Record<string, string>> = {
  declined: 'told that somebody did not finish signing in there',
  unreachable: 'did not answer while somebody was signing in',
  refused: 'gave an answer that could not be trusted',
};

const FIRST_FACTORS: Readonly<Record<string, string>> = {
  password: 'gave the right password',
  'single-sign-on': 'came from single sign-on',
};

const ACTIONS: Readonly<Record<string, string>> = {
  'identity.make-token': 'the making of an API token',
  'identity.allow-device': 'letting a command line in',
  'requests.approve': 'an approval',
  'requests.deny': 'a denial',
  'requests.break-glass': 'taking emergency access',
  'requests.review-break-glass': 'the review of emergency access',
  'grants.claim': 'taking a log-in',
  'people.suspend': 'a suspension',
  'people.bring-back': 'the end of a suspension',
  'people.record-prerequisite': 'a prerequisite',
  'policy.approve-change': 'a change of the rules',
  'policy.stop-change': 'the end of a change of the rules',
  'grants.end-everything': 'ending everything at once',
  'grants.lift-halt': 'lifting a halt',
  'people.make-scim-token': 'a token for a provisioning system',
  'people.end-scim-token': 'the end of a provisioning system’s token',
  'identity.add_factor': 'adding a second factor',
  'identity.remove_factor': 'removing a second factor',
  'identity.make_recovery_codes': 'new recovery codes',
  'identity.issue_enrolment_code': 'issuing an enrolment code',
  'identity.remove_factors': 'removing somebody’s second factors',
  'identity.lift_hold': 'lifting a hold',
  'identity.change_password': 'a new password',
  'identity.unlink_account': 'removing a linked account',
  'people.invite': 'an invitation',
  'people.unlock': 'unlocking somebody',
  'people.import-list': 'a list of people',
  'absences.record': 'a stand-in while away',
  'slack.bind-account': 'the binding of a Slack account',
};

/** In words, and as it is recorded where it has none. */
const wordFor = (words: Readonly<Record<string, string>>, recorded: unknown): string =>
  words[String(recorded)] ?? String(recorded);

const reasonIn = (data: Readonly<Record<string, unknown>>): string => wordFor(REASONS, data.reason);

/** How the events of this capability read in the audit trail. */
const TELLINGS: Readonly<Record<string, Telling>> = {
  'identity.first_factor_accepted': ({ subject, data }, nameOf) =>
    `${nameOf(subject.id)} ${wordFor(FIRST_FACTORS, data.factor)}`,
  'identity.signed_in': ({ subject, data }, nameOf) =>
    `${nameOf(subject.id)} signed in with ${[data.factors]
      .flat()
      .map((factor) => wordFor(FACTORS, factor))
      .join(' and ')}`,
  'identity.signed_out': ({ subject, data }, nameOf) =>
    `A session of ${nameOf(subject.id)} ended: ${String(data.reason).replaceAll('-', ' ')}`,
  'identity.sessions_ended': ({ subject, data }, nameOf) =>
    `All sessions of ${nameOf(subject.id)} ended (${String(data.count)})`,
  'identity.sign_in_refused': ({ subject, data }, nameOf) =>
    subject.kind === 'person'
      ? `A sign-in as ${nameOf(subject.id)} was refused: ${reasonIn(data)}`
      : `A sign-in was refused: ${reasonIn(data)}`,
  'identity.second_factor_refused': ({ subject, data }, nameOf) =>
    `A second factor of ${nameOf(subject.id)} was refused: ${reasonIn(data)}`,
  'identity.locked_out': ({ subject, data }, nameOf) =>
    subject.kind === 'person'
      ? `${nameOf(subject.id)} is locked out after too many attempts at the ${secretIn(data)}`
      : `A name that nobody has is locked after too many attempts at the ${secretIn(data)}`,
  'identity.sign_ins_turned_away': ({ subject, data }) =>
    `Too many wrong sign-ins from ${subject.id}: ${turnedAway(Number(data.count))} turned away`,
  'identity.single_sign_on_failed': ({ subject, data }, nameOf) =>
    `${nameOf(subject.id)} ${wordFor(PROVIDER_FAILURES, data.kind)}`,
  'identity.single_sign_on_stray_return': () =>
    'A return from an identity provider fitted no sign-in that began in that browser',
  'identity.account_linked': ({ subject }, nameOf) =>
    `${nameOf(subject.id)} can sign in with an account at an identity provider`,
  'identity.account_unlinked': ({ subject }, nameOf) =>
    `${nameOf(subject.id)} can no longer sign in with that account at an identity provider`,
  'identity.step_up': ({ subject, data }, nameOf) =>
    `${nameOf(subject.id)} confirmed ${wordFor(ACTIONS, data.action)} with a second factor`,
  'identity.password_set': ({ subject }, nameOf) => `${nameOf(subject.id)} got a new password`,
  'identity.credentials_forgotten': ({ subject }, nameOf) =>
    `Password, second factors and linked accounts of ${nameOf(subject.id)} were forgotten: the name belongs to somebody new`,
  // As it was recorded before there were several kinds.
  'identity.second_factor_enrolled': ({ subject }, nameOf) => `${nameOf(subject.id)} got a new second factor`,
};

const turnedAway = (count: number): string => (count === 1 ? 'one more was' : `${count} more were`);

const secretIn = (data: Readonly<Record<string, unknown>>): string =>
  String(data.secret).replaceAll('-', ' ');

@Injectable()
export class IdentityWords implements OnModuleInit {
  constructor(private readonly words: EventWords) {}

  onModuleInit(): void {
    this.words.tellEvents({ ...TELLINGS, ...FACTOR_TELLINGS, ...TOKEN_TELLINGS });
  }
}
