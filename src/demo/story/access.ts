import { setTimeout as delay } from 'node:timers/promises';
import { known } from '../../kernel';
import type { StoryPerson } from './story-person';
import {
  claimDigestOf,
  credentialView,
  grantView,
  requestView,
  type StoryGrant,
  type StoryRequest,
} from './views';

/** A minute that has begun, and what an overloaded machine may add to it. */
export const AT_MOST = 75_000;

const JUSTIFICATION = 'Invoice 4711 shows a wrong total; find out which line is counted twice (SUP-4711).';

export const asking = (profile: string, durationSeconds: number) =>
  ({ method: 'POST', body: { profile, durationSeconds, justification: JUSTIFICATION } }) as const;

export const approving = ({ version, digest }: StoryRequest, more: { linkToken?: string } = {}) =>
  ({ method: 'POST', body: { decision: 'approve', version, digest, ...more } }) as const;

export const claiming = (grant: StoryGrant) =>
  ({ method: 'POST', body: { digest: claimDigestOf(grant) } }) as const;

export async function submit(person: StoryPerson, profile: string, seconds: number): Promise<StoryRequest> {
  return requestView.parse(await person.must('/requests', asking(profile, seconds)));
}

/** Asked for by one and approved by the other. */
export async function granted(
  asker: StoryPerson,
  approver: StoryPerson,
  profile: string,
  seconds: number,
): Promise<StoryGrant> {
  const request = await submit(asker, profile, seconds);
  const headers = await approver.stepUp('requests.approve', request.id, request.digest);
  const call = { ...approving(request), headers };
  const decided = requestView.parse(await approver.must(`/requests/${request.id}/decisions`, call));
  return known(decided.grant, 'The grant');
}

/** What the person is shown once, written in one of its formats. */
export async function claim(person: StoryPerson, grant: StoryGrant, format: string): Promise<string> {
  const headers = await person.stepUp('grants.claim', grant.id, claimDigestOf(grant));
  const call = { ...claiming(grant), headers };
  const { formats } = credentialView.parse(await person.must(`/grants/${grant.id}/credential`, call));
  return known(
    formats.find(({ id }) => id === format),
    `The format ${format}`,
  ).text;
}

export async function deadlineOf(person: StoryPerson, { id }: StoryGrant): Promise<string> {
  const { expiresAt } = grantView.parse(await person.must(`/grants/${id}`));
  return known(expiresAt, 'The deadline');
}

/** The grant once it has ended, or as it is when patience is over. */
export async function untilEnded(person: StoryPerson, id: string): Promise<StoryGrant> {
  const until = Date.now() + AT_MOST;
  for (;;) {
    const grant = grantView.parse(await person.must(`/grants/${id}`));
    if (grant.state === 'ended' || Date.now() > until) return grant;
    await delay(50);
  }
}
