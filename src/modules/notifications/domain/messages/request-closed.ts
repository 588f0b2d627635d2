import { allOf, durationInWords } from '../../../policy';
import type { MessageAction, NotificationMessage } from '../message';
import { moment } from './moment';

export interface ClosedFacts {
  readonly outcome: 'approved' | 'denied' | 'cancelled' | 'lapsed';
  readonly profile: string;
  readonly isExtension: boolean;
  readonly durationSeconds: number;
  readonly startsAt: Date | null;
  /** Until when the access must be taken into use; null for an extension. */
  readonly claimBy: Date | null;
  readonly approvers: readonly string[];
  readonly denier: string | null;
  readonly grantEnded: boolean;
  /** What became of the access since; null for an extension, and before it is approved. */
  readonly access: AccessSince | null;
  readonly look: MessageAction;
}

export type AccessSince =
  | { readonly state: 'to-be-used' | 'ending' }
  | { readonly state: 'in-use'; readonly until: Date }
  | { readonly state: 'over'; readonly at: Date };

/** What became of a request, to whoever asked. A reason that an approver gave is read on the page. */
export const requestClosed = (facts: ClosedFacts): NotificationMessage => ({
  kind: 'request-closed',
  title: `${OUTCOMES[facts.outcome]}: ${facts.isExtension ? 'more time for ' : ''}${facts.profile}`,
  paragraphs: paragraphsOf(facts),
  facts: [],
  actions: [facts.look],
  because: 'You asked for this access.',
  standing: 'open',
  sayAgain: false,
});

const OUTCOMES: Readonly<Record<ClosedFacts['outcome'], string>> = {
  approved: 'Approved',
  denied: 'Denied',
  cancelled: 'Closed',
  lapsed: 'Lapsed',
};

function paragraphsOf(facts: ClosedFacts): string[] {
  if (facts.outcome === 'approved') return approvedWords(facts);
  if (facts.outcome === 'denied')
    return [`${facts.denier ?? 'An approver'} denied it. The reason stands on the page.`];
  if (facts.outcome === 'lapsed') return ['Nobody decided in time. Ask again if you still need it.'];
  return [
    facts.grantEnded
      ? 'The access ended before anybody decided, so the request for more time is closed.'
      : 'The request is closed.',
  ];
}

function approvedWords({
  approvers,
  isExtension,
  durationSeconds,
  startsAt,
  claimBy,
  access,
}: ClosedFacts): string[] {
  const by = approvers.length > 0 ? `${allOf(approvers)} approved it.` : 'It is approved.';
  const long = durationInWords(durationSeconds);
  if (isExtension) return [`${by} You have ${long} more.`];
  const since = access && sinceWords(access);
  if (since) return [`${by} ${since}`];
  const from = startsAt ? `From ${moment(startsAt)} you` : 'You';
  const until = claimBy ? ` Take it into use until ${moment(claimBy)}; after that it is closed.` : '';
  return [`${by} ${from} have it for ${long}, counted from the first use.${until}`];
}

/** Undefined while it is still to be taken into use. */
function sinceWords(access: AccessSince): string | undefined {
  switch (access.state) {
    case 'to-be-used':
      return undefined;
    case 'in-use':
      return `You are using it, until ${moment(access.until)}.`;
    case 'ending':
      return 'It is being ended.';
    case 'over':
      return `It was over on ${moment(access.at)}.`;
  }
}
