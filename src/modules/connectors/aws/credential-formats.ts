import { Redacted } from '../../../kernel';
import type { CredentialFormat } from '../connector';

/** Keys of one session, and what a person needs to use them. */
export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly region: string;
  /** When AWS itself ends the session. */
  readonly expiration: Date;
  /** When the grant ends, and with it whatever the session may do. */
  readonly grantEnds: Date;
  /** Name of the section that says how to fetch them. */
  readonly section: string;
  /** Key of the access profile, under which the command line finds the grant. */
  readonly accessProfile: string;
  /** Key of the entitlement, where the access profile has several roles. */
  readonly entitlement?: string | undefined;
  readonly consoleLink?: string | undefined;
}

/** The end of its use: whichever comes first. */
const lastMoment = ({ expiration, grantEnds }: SessionKeys): Date =>
  expiration < grantEnds ? expiration : grantEnds;

/** Values come from AWS: letters, digits and + / = only, so that no shell has to be kept from anything in them. */
const environmentLines = (keys: SessionKeys): string =>
  [
    ['AWS_ACCESS_KEY_ID', keys.accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', keys.secretAccessKey],
    ['AWS_SESSION_TOKEN', keys.sessionToken],
    ['AWS_REGION', keys.region],
    ['AWS_DEFAULT_REGION', keys.region],
  ]
    .map(([name, value]) => `export ${name}='${value}'`)
    .join('\n');

const processJson = (keys: SessionKeys): string =>
  JSON.stringify({
    Version: 1,
    AccessKeyId: keys.accessKeyId,
    SecretAccessKey: keys.secretAccessKey,
    SessionToken: keys.sessionToken,
    Expiration: lastMoment(keys).toISOString(),
  });

/** A name of its own: under that of the other file these keys would be taken first, also once they have ended. */
const sessionSection = ({ section }: SessionKeys): string => `${section}-session`;

const profileSection = (keys: SessionKeys): string =>
  [
    `[${sessionSection(keys)}]`,
    `aws_access_key_id = ${keys.accessKeyId}`,
    `aws_secret_access_key = ${keys.secretAccessKey}`,
    `aws_session_token = ${keys.sessionToken}`,
    `region = ${keys.region}`,
  ].join('\n');

/** No secret in it: the client has “sallyport aws creds” fetch the keys, and new ones once they have ended. */
const configSection = ({ section, accessProfile, entitlement, region }: SessionKeys): string =>
  [
    `[profile ${section}]`,
    `region = ${region}`,
    `credential_process = sallyport aws creds ${accessProfile}${entitlement === undefined ? '' : ` --entitlement ${entitlement}`}`,
  ].join('\n');

/** Says so where the session is shorter than the grant: AWS, or the role, gives no longer one. */
function endOf(keys: SessionKeys): string {
  const { expiration, grantEnds } = keys;
  return expiration < grantEnds
    ? `AWS ends this session at ${clock(expiration)}, before the grant does at ${clock(grantEnds)}: take new keys then.`
    : `From ${clock(grantEnds)} on AWS refuses whatever is done with it.`;
}

const clock = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The same session, as each client likes it. Every text holds the secret, but for the one that says how to fetch it. */
export function credentialFormats(keys: SessionKeys): CredentialFormat[] {
  const ends = endOf(keys);
  return [
    {
      id: 'env',
      label: 'Environment variables',
      hint: `For every AWS client that this shell starts. ${ends}`,
      text: new Redacted(environmentLines(keys)),
    },
    {
      id: 'credential-process',
      label: 'credential_process JSON',
      hint: `What credential_process in ~/.aws/config wants; “sallyport aws creds” prints it there by itself. ${ends}`,
      text: new Redacted(processJson(keys)),
    },
    {
      id: 'profile',
      label: 'Profile for ~/.aws/credentials',
      hint: `Add it to ~/.aws/credentials (chmod 600), then: aws --profile ${sessionSection(keys)} … ${ends}`,
      text: new Redacted(profileSection(keys)),
    },
    {
      id: 'config',
      label: 'Profile for ~/.aws/config',
      hint: `Add it once: it holds no key and serves every later grant of this profile. Then, after “sallyport login”: aws --profile ${keys.section} …`,
      text: new Redacted(configSection(keys)),
    },
    ...(keys.consoleLink === undefined ? [] : [consoleFormat(keys.consoleLink, ends)]),
  ];
}

const consoleFormat = (link: string, ends: string): CredentialFormat => ({
  id: 'console',
  label: 'Console sign-in link',
  hint: `Opens the AWS console in a browser, within 15 minutes. ${ends}`,
  text: new Redacted(link),
});
