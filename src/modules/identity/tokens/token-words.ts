import type { Telling } from '../../audit';

const KINDS: Readonly<Record<string, string>> = { api: 'An API token', cli: 'A command line' };

const ENDS: Readonly<Record<string, string>> = {
  revoked: 'its person ended it',
  'signed-out': 'it signed out',
  'already-over': 'it was over already',
  'person-disabled': 'its person was suspended or has left',
  'job-role-lost': 'its person lost a job role',
  'credential-changed': 'its person got a new password or second factor',
};

const whyIn = (data: Readonly<Record<string, unknown>>): string =>
  ENDS[String(data.reason)] ?? String(data.reason);

/** What is confirmed in a browser for a program, in words. */
const CONFIRMABLE: Readonly<Record<string, string>> = {
  'requests.approve': 'an approval',
  'requests.deny': 'a denial',
  'grants.claim': 'the taking of a log-in',
};

const confirmedIn = (data: Readonly<Record<string, unknown>>): string =>
  CONFIRMABLE[String(data.action)] ?? String(data.action);

/** How events about tokens read in the audit trail. */
export const TOKEN_TELLINGS: Readonly<Record<string, Telling>> = {
  'identity.api_token_made': ({ related, data }, nameOf) =>
    `${KINDS[String(data.kind)] ?? 'A token'}, “${String(data.name)}”, was made for ${nameOf(related[0].id)}: ` +
    [data.scopes].flat().join(', '),
  'identity.device_asked': ({ data }) => `A command line asked to be let in: “${String(data.clientName)}”`,
  'identity.device_allowed': ({ related, data }, nameOf) =>
    `${nameOf(related[0].id)} let a command line in: “${String(data.clientName)}”`,
  'identity.device_denied': ({ related, data }, nameOf) =>
    `${nameOf(related[0].id)} turned a command line away: “${String(data.clientName)}”`,
  'identity.browser_step_up_asked': ({ related, data }, nameOf) =>
    `A command line asked ${nameOf(related[0].id)} to confirm ${confirmedIn(data)} in a browser`,
  'identity.browser_step_up_confirmed': ({ related, data }, nameOf) =>
    `${nameOf(related[0].id)} confirmed ${confirmedIn(data)} in a browser for a command line`,
  'identity.browser_step_up_refused': ({ related, data }, nameOf) =>
    `${nameOf(related[0].id)} refused to confirm ${confirmedIn(data)} for a command line`,
  'identity.browser_step_up_fetched': ({ related, data }, nameOf) =>
    `A command line of ${nameOf(related[0].id)} took up the confirmation of ${confirmedIn(data)}`,
  'identity.user_code_refused': ({ subject }, nameOf) =>
    `${nameOf(subject.id)} typed a code under which no command line waits`,
  'identity.api_token_ended': ({ related, data }, nameOf) =>
    `A token of ${nameOf(related[0].id)} ended: ${whyIn(data)}`,
  'identity.api_tokens_ended': ({ subject, data }, nameOf) =>
    `All tokens of ${nameOf(subject.id)} ended (${String(data.count)}): ${whyIn(data)}`,
};
