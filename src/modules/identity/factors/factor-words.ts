import type { Telling } from '../../audit';

const FACTORS: Readonly<Record<string, string>> = {
  totp: 'an authenticator app',
  passkey: 'a passkey',
};

const BASES: Readonly<Record<string, string>> = {
  'existing-factor': 'confirmed with an earlier factor',
  administrator: 'with a code that an administrator issued in person',
  'single-sign-on': 'after single sign-on, with nobody vouching',
  'own-account': 'as their first factor, with nobody vouching',
  'command-line': 'by an administrator at the command line',
};

const CAUSES: Readonly<Record<string, string>> = {
  'first-factor': 'their second factor is new and nobody vouched for it',
  recovery: 'their second factors were recovered',
};

const REFUSED: Readonly<Record<string, string>> = {
  wrong: 'it was wrong or too old',
  'locked-out': 'too many attempts had gone before',
};

const wordFor = (words: Readonly<Record<string, string>>, recorded: unknown): string =>
  words[String(recorded)] ?? String(recorded);

/** How the events of second factors read in the audit trail. */
export const FACTOR_TELLINGS: Readonly<Record<string, Telling>> = {
  'identity.factor_enrolled': ({ subject, data }, nameOf) =>
    `${nameOf(subject.id)} enrolled ${wordFor(FACTORS, data.factor)}, ${wordFor(BASES, data.basis)}`,
  'identity.factor_enrolment_begun': ({ subject, data }, nameOf) =>
    `${nameOf(subject.id)} began to enrol ${wordFor(FACTORS, data.factor)}`,
  'identity.factor_removed': ({ subject, data }, nameOf) =>
    `${nameOf(subject.id)} removed ${wordFor(FACTORS, data.factor)}`,
  'identity.passkey_renamed': ({ subject }, nameOf) => `${nameOf(subject.id)} renamed a passkey`,
  'identity.passkey_counter_fell': ({ subject }, nameOf) =>
    `A passkey of ${nameOf(subject.id)} counts backwards, as a copy of it would`,
  'identity.recovery_codes_made': ({ subject }, nameOf) => `${nameOf(subject.id)} got ten new recovery codes`,
  'identity.recovery_code_used': ({ subject, data }, nameOf) =>
    `${nameOf(subject.id)} used a recovery code; ${String(data.left)} are left`,
  'identity.enrolment_code_issued': ({ subject }, nameOf) =>
    `An enrolment code was issued for ${nameOf(subject.id)}`,
  'identity.enrolment_code_taken': ({ subject }, nameOf) => `${nameOf(subject.id)} gave their enrolment code`,
  'identity.enrolment_code_refused': ({ subject, data }, nameOf) =>
    `An enrolment code of ${nameOf(subject.id)} was refused: ${wordFor(REFUSED, data.reason)}`,
  'identity.factors_removed': ({ subject, data }, nameOf) =>
    `All second factors of ${nameOf(subject.id)} were removed (${String(data.count)})`,
  'identity.privileges_held': ({ subject, data }, nameOf) =>
    `Privileged use of ${nameOf(subject.id)} is held until ${String(data.until)}: ${wordFor(CAUSES, data.cause)}`,
  'identity.hold_lifted': ({ subject }, nameOf) => `The hold on ${nameOf(subject.id)} was lifted`,
};
