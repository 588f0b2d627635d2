import { DAY } from '../../../kernel';
import { mayBeFoundOn } from './approver-routes';
import { calendarDate, dateInWords } from './calendar';
import { overseesPersonalData } from './circle';
import type { Absence, ApproverRoute, PersonFacts, ProfileRules, Reason } from './facts';
import { sameHuman, type Organisation } from './organisation';

const LONGEST_ABSENCE_DAYS = 180;
/** A form is filled in and sent: a beginning that passed while it was on its way is "now". */
const START_GRACE = 60_000;

/** Why this absence cannot be noted; undefined when it can. */
export function absenceFault(
  wanted: Pick<Absence, 'from' | 'until'>,
  person: PersonFacts,
  delegate: PersonFacts,
  organisation: Organisation,
  now: Date,
): Reason | undefined {
  return (
    timeFault(wanted, now) ??
    delegateFault(person, delegate) ??
    chainFault(wanted, person, delegate, organisation)
  );
}

/**
 * Why there is nothing to stand in for: the person approves nothing, in no stage, escalation or extra approval. Whoever could note
 * such an absence would do nothing by it but keep their stand-in from being away.
 */
export function nothingToStandInFor(
  person: PersonFacts,
  profiles: readonly ProfileRules[],
  organisation: Organisation,
): Reason | undefined {
  const isApprover = profiles.some(
    (profile) =>
      !profile.retired &&
      routesOf(profile).some((route) => mayBeFoundOn(route, profile, person, organisation)),
  );
  if (isApprover) return undefined;
  const sentence =
    'You approve nothing by the rules of today, so nobody has to stand in for you. Nothing was noted, and you need not do anything.';
  return { code: 'policy.nothing_to_stand_in_for', sentence };
}

/** A witness has no stand-in. */
const routesOf = ({ approvals, separationApprovals }: ProfileRules): readonly ApproverRoute[] => [
  ...approvals.flatMap(({ by, escalation }) => [...by, ...(escalation?.to ?? [])]),
  ...separationApprovals.flatMap(({ by }) => by),
];

/** For personal data nobody stands in who does not answer for it anyway. */
export const standsInForPersonalData = (delegate: PersonFacts): boolean => overseesPersonalData(delegate);

function timeFault({ from, until }: Pick<Absence, 'from' | 'until'>, now: Date): Reason | undefined {
  const fault = (sentence: string): Reason => ({ code: 'policy.absence_time', sentence });
  if (!(until > from)) return fault('Choose a return that lies after the beginning.');
  if (!(until > now)) return fault('Choose a return that is still to come.');
  if (from.getTime() < now.getTime() - START_GRACE)
    return fault('Choose a beginning that is still to come, or now.');
  if (until.getTime() - from.getTime() <= LONGEST_ABSENCE_DAYS * DAY) return undefined;
  return fault(
    `An absence is noted for at most ${LONGEST_ABSENCE_DAYS} days. Whoever is away for longer needs another approver in the policy.`,
  );
}

function delegateFault(person: PersonFacts, delegate: PersonFacts): Reason | undefined {
  if (sameHuman(person, delegate)) {
    const sentence = 'Choose another person: your own accounts are all you.';
    return { code: 'policy.own_stand_in', sentence };
  }
  if (delegate.status === 'active') return undefined;
  const sentence = `${delegate.name} is not active, so they cannot stand in for you. Choose somebody else.`;
  return { code: 'policy.stand_in_not_active', sentence };
}

/** One stand-in at a time, who is there themselves: what somebody stands in for is passed on to nobody. */
function chainFault(
  wanted: Pick<Absence, 'from' | 'until'>,
  person: PersonFacts,
  delegate: PersonFacts,
  organisation: Organisation,
): Reason | undefined {
  const overlapping = (someone: PersonFacts): Absence | undefined =>
    organisation.people
      .filter((account) => sameHuman(account, someone))
      .flatMap(({ id }) => organisation.absencesOf(id))
      .find(({ from, until }) => from < wanted.until && wanted.from < until);
  const own = overlapping(person);
  if (own) {
    const sentence = `You are noted as away until ${inWords(own.until)} already. End that first, or begin later.`;
    return { code: 'policy.absence_overlaps', sentence };
  }
  const theirs = overlapping(delegate);
  if (theirs) {
    const sentence = `${delegate.name} is away themselves until ${inWords(theirs.until)}. Choose somebody who is there all the time.`;
    return { code: 'policy.stand_in_away', sentence };
  }
  const relying = organisation.people.find(({ id: away }) =>
    organisation
      .absencesOf(away)
      .some(
        ({ delegateId, from, until }) =>
          sameHuman(organisation.person(delegateId) ?? delegate, person) &&
          from < wanted.until &&
          wanted.from < until,
      ),
  );
  if (!relying) return undefined;
  const sentence = `You stand in for ${relying.name} in that time, and nobody passes that on. Ask ${relying.name} to name somebody else first, or end it yourself.`;
  return { code: 'policy.stands_in_for_another', sentence };
}

const inWords = (moment: Date): string => dateInWords(calendarDate(moment));
