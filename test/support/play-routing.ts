import { addSeconds } from '../../src/kernel';
import {
  type Absence,
  absenceFault,
  type Approval,
  approvalPlan,
  approvalStanding,
  askedNow,
  conflictsToApprove,
  denialPause,
  type HeldProfile,
  mayApprove,
  mayDeny,
  nothingToStandInFor,
  organisationOf,
  parseDuration,
  requestLimits,
  type PersonFacts,
  type ProfileRules,
  type RequestFacts,
  sameHuman,
  type SeparationConflict,
  separationReasons,
  withExtraApprovals,
} from '../../src/modules/policy';
import { aProfile, TITLES } from '../builders/policy';
import { policyFileSchema } from '../../src/modules/policy-file/schema/policy-file.schema';
import { conflictSince } from '../../src/modules/requests/deciding/decision-rules';
import { profileRules } from '../../src/modules/policy-file/policy-facts';
import type { RoutingExample } from './routing-examples';

const ASKED_AT = new Date('2026-11-30T09:00:00Z');
const LAPSES_AFTER = 24 * 3_600;

/** What the example is about, complete: a profile of the policy file whose other fields are of no interest. */
const REST: Record<string, unknown> = {
  name: 'Example',
  description: 'An example.',
  allows: ['Look'],
  entitlements: ['right'],
  personalData: false,
  dataCategory: 'Data',
  purpose: 'Showing.',
  processingActivity: 'showing',
  eligibleJobRoles: ['cto', 'tech-lead'],
  duration: { default: '30m', maximum: '2h' },
};

export function profileOfFields(fields: Readonly<Record<string, unknown>>, ownerIds: string[]): ProfileRules {
  const read = policyFileSchema.shape.accessProfiles.parse({ example: { ...REST, ...fields } });
  const none = { entitlements: new Map(), systems: new Map(), prerequisites: new Map() };
  const rules = profileRules('example', read.example, none as never);
  return aProfile({ ...rules, systemOwnerIds: ownerIds });
}

/** The life of one request, as the stores lead it: who is asked when, and what becomes of it. */
export class RoutingPlay {
  private now = ASKED_AT;
  private people: readonly PersonFacts[];
  private given: Approval[] = [];
  private absences: Absence[] = [];
  private deniedAt: Date | null = null;
  private readonly asked: string[] = [];
  private readonly opened = new Map<number, Date>();
  private readonly escalated = new Set<number>();
  private said: string | undefined;
  private readonly held: HeldProfile[] = [];
  private conflicts: readonly SeparationConflict[] = [];

  constructor(
    people: readonly PersonFacts[],
    private profile: ProfileRules,
    private readonly requesterId: string,
  ) {
    this.people = people;
  }

  play({ meanwhile }: RoutingExample): { readonly asked: readonly string[]; readonly outcome: string } {
    const before = meanwhile.findIndex((step) => !/^it is | has left$| is away, | holds /.test(step));
    const leaving = before === -1 ? meanwhile.length : before;
    meanwhile.slice(0, leaving).forEach((step) => this.step(step));
    if (this.said !== undefined) return { asked: [], outcome: this.said };
    const refusal = this.refusalToAsk();
    if (refusal !== undefined) return { asked: [], outcome: refusal };
    this.conflicts = conflictsToApprove(this.separation);
    this.profile = withExtraApprovals(this.profile, this.conflicts, this.held);
    this.askWhoseTurnItIs();
    for (const step of meanwhile.slice(leaving)) {
      this.step(step);
      if (this.said === undefined) this.askWhoseTurnItIs();
    }
    return { asked: this.asked, outcome: this.said ?? this.standingInWords() };
  }

  private get organisation() {
    const titles = { ...TITLES, 'engineering-manager': 'engineering manager' };
    return organisationOf(this.people, titles, this.absences);
  }

  private get facts(): RequestFacts {
    const requester = this.personOf(this.requesterId);
    return { requester, profile: this.profile, version: 1, digest: 'd', escalated: this.escalated };
  }

  private personOf(id: string): PersonFacts {
    const person = this.people.find((one) => one.id === id);
    if (!person) throw new Error(`The document knows nobody called ${id}.`);
    return person;
  }

  private step(step: string): void {
    const played = this.steps.some(([form, play]) => {
      const found = form.exec(step);
      if (found) play(...(found.slice(1) as [string, string]));
      return found !== null;
    });
    if (!played) throw new Error(`Nobody can play “${step}”.`);
  }

  private readonly steps: readonly (readonly [RegExp, (one: string, other: string) => void])[] = [
    [/^(\S+) says (yes|no)$/, (person, answer) => this.decide(this.personOf(person), answer === 'yes')],
    [/^(\S+) pass$/, (time) => this.pass(parseDuration(time) ?? Number.NaN)],
    [/^it is (\S+)$/, (moment) => (this.now = new Date(moment))],
    [/^asks again$/, () => this.askAgain()],
    [/^(\S+) is away, (\S+) stands in$/, (away, by) => this.leave(this.personOf(away), this.personOf(by))],
    [/^(\S+) is back$/, (person) => this.comeBack(this.personOf(person))],
    [/^(\S+) (?:holds|is given) (\S+)$/, (person, profile) => this.hold(this.personOf(person), profile)],
    [/^(\S+) takes the log-in$/, (person) => this.takeLogIn(this.personOf(person))],
    [/^(\S+) has left$/, (person) => this.leaveForGood(this.personOf(person))],
  ];

  /** Something else, of which nothing is known but that it is held: the rule stands in the example. */
  private hold(person: PersonFacts, profile: string): void {
    if (!sameHuman(person, this.facts.requester)) return;
    const rules = aProfile({ id: profile, name: profile.charAt(0).toUpperCase() + profile.slice(1) });
    this.held.push({ ...rules, approvedWith: [] });
  }

  private get separation() {
    const { requester } = this.facts;
    const { profile, held, organisation, now } = this;
    return { person: requester, profile, held, organisation, now };
  }

  private takeLogIn({ id }: PersonFacts): void {
    if (id !== this.requesterId || this.standingInWords() !== 'granted')
      throw new Error('Nothing is granted.');
    const approved = this.conflicts.map(({ profileId }) => profileId);
    this.said = separationReasons(this.separation, approved).at(0)?.sentence ?? 'log-in made';
  }

  private leaveForGood({ id }: PersonFacts): void {
    this.people = this.people.map((one) => (one.id === id ? { ...one, status: 'left' } : one));
  }

  /** Why nobody can be asked at all. */
  private refusalToAsk(): string | undefined {
    const input = {
      justification: 'To see what becomes of it.',
      ticket: null,
      durationSeconds: null,
      startsAt: null,
    };
    const limits = requestLimits(this.profile, input, this.now);
    if (!limits.within) return limits.faults[0].sentence;
    const pause = denialPause(this.profile, this.deniedAt, this.now);
    if (pause) return pause.sentence;
    const conflicts = conflictsToApprove(this.separation);
    const approvedWith = conflicts.map(({ profileId }) => profileId);
    const excluded = separationReasons(this.separation, approvedWith).at(0);
    if (excluded) return excluded.sentence;
    const profile = withExtraApprovals(this.profile, conflicts, this.held);
    return approvalPlan(profile, this.facts.requester, this.organisation).impossible?.sentence;
  }

  private askAgain(): void {
    this.given = [];
    this.said = this.refusalToAsk();
  }

  private leave(person: PersonFacts, delegate: PersonFacts): void {
    const until = addSeconds(this.now, 10 * LAPSES_AFTER);
    const absence = { personId: person.id, delegateId: delegate.id, from: this.now, until };
    const fault =
      absenceFault(absence, person, delegate, this.organisation, this.now) ??
      nothingToStandInFor(person, [this.profile], this.organisation);
    if (fault) this.said = fault.sentence;
    else this.absences.push(absence);
  }

  private comeBack({ id }: PersonFacts): void {
    this.absences = this.absences.map((one) => (one.personId === id ? { ...one, until: this.now } : one));
  }

  private decide(person: PersonFacts, yes: boolean): void {
    const may = (yes ? mayApprove : mayDeny)(person, this.facts, this.organisation, this.given, this.now);
    if (!may.allowed) this.said = may.reason.sentence;
    else if (yes && this.hasConflictSince())
      this.said = conflictSince(this.facts.requester.name, this.profile.name);
    else if (!yes) [this.said, this.deniedAt] = ['denied', this.now];
    else {
      const at = { decidedAt: this.now, stepUpAt: this.now };
      this.given.push({ approverId: person.id, version: 1, digest: 'd', ...at });
    }
  }

  private hasConflictSince(): boolean {
    const shown = this.conflicts.map(({ profileId }) => profileId);
    return conflictsToApprove(this.separation).some(({ profileId }) => !shown.includes(profileId));
  }

  private pass(seconds: number): void {
    this.now = addSeconds(this.now, seconds);
    const { empty } = approvalStanding(this.facts, this.given, this.organisation);
    this.profile.approvals.forEach(({ escalation }, stage) => {
      const since = this.opened.get(stage);
      if (!escalation || !since || empty[stage] === 0) return;
      if (addSeconds(since, escalation.after) <= this.now) this.escalated.add(stage);
    });
    if (addSeconds(ASKED_AT, LAPSES_AFTER) <= this.now) this.said ??= 'lapsed';
    if (this.said === 'lapsed') this.askWhoseTurnItIs();
  }

  private askWhoseTurnItIs(): void {
    const { stage, candidates } = askedNow(this.facts, this.given, this.organisation, this.now);
    for (let open = 0; open <= stage; open += 1) {
      if (!this.opened.has(open)) this.opened.set(open, this.now);
    }
    for (const { person } of candidates) {
      if (!this.asked.includes(person.id)) this.asked.push(person.id);
    }
  }

  private standingInWords(): string {
    return approvalStanding(this.facts, this.given, this.organisation).waitingFor ?? 'granted';
  }
}
