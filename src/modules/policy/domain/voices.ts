import { peopleOn, roleOf } from './approver-routes';
import { overseesPersonalData } from './circle';
import type { Absence, ApproverRoute, PersonFacts, ProfileRules } from './facts';
import { sameHuman, type Organisation } from './organisation';

/** One way in which somebody's yes can fill a place. */
export interface Voice {
  /** Who would say yes. */
  readonly person: PersonFacts;
  /** Whose yes it is: the same person, or the one who is away. */
  readonly of: PersonFacts;
  /** As what: "data protection officer". */
  readonly as: string;
  /** Only once the stage has gone unanswered for too long. */
  readonly escalated: boolean;
  /** Only while the other one is away. */
  readonly absence: Absence | null;
}

export interface Asking {
  readonly profile: ProfileRules;
  readonly requester: PersonFacts;
  readonly organisation: Organisation;
}

/**
 * Everybody who may ever fill a place by these ways. Never the requester, by any account, neither in their own name nor in
 * that of somebody who is away (I1). Where personal data is concerned, neither an escalation nor an absence brings in
 * anybody who does not answer for personal data anyway: the circle and whoever oversees it.
 */
export function voicesOn(routes: readonly ApproverRoute[], escalated: boolean, asking: Asking): Voice[] {
  const { profile, requester, organisation } = asking;
  return routes.flatMap((route) =>
    peopleOn(route, profile, requester, organisation)
      .filter((person) => person.status === 'active' && !sameHuman(person, requester))
      .filter((person) => !escalated || mayComeIn(person, profile))
      .flatMap((person) => {
        const own = { person, of: person, as: roleOf(route, person, organisation), escalated, absence: null };
        return [own, ...standIns(own, asking)];
      }),
  );
}

/** One step and no further: whoever stands in for somebody passes that on to nobody. */
function standIns(own: Voice, { profile, requester, organisation }: Asking): Voice[] {
  return organisation.absencesOf(own.of.id).flatMap((absence) => {
    const person = organisation.person(absence.delegateId);
    const mayStandIn =
      person?.status === 'active' &&
      !sameHuman(person, requester) &&
      !sameHuman(person, own.of) &&
      mayComeIn(person, profile);
    return mayStandIn ? [{ ...own, person, absence }] : [];
  });
}

export const mayComeIn = (person: PersonFacts, { personalData }: ProfileRules): boolean =>
  !personalData || overseesPersonalData(person);

export const covers = ({ from, until }: Absence, at: Date): boolean => from <= at && at < until;
