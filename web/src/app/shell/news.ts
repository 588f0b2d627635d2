import type { AccessRequest } from '../../api/types';

/** Something that happened to one of my requests while I was looking elsewhere. */
export interface News {
  readonly requestId: string;
  readonly tone: 'good' | 'neutral' | 'warn';
  readonly title: string;
  readonly words: string;
}

type Known = Pick<AccessRequest, 'id' | 'state'> & {
  readonly profile: Pick<AccessRequest['profile'], 'name'>;
  readonly extension?: AccessRequest['extension'];
  readonly grant?: { readonly state: NonNullable<AccessRequest['grant']>['state'] } | null;
};

function answerTo({ state, extension }: Known): Pick<News, 'tone' | 'words'> | undefined {
  switch (state) {
    case 'approved':
      return {
        tone: 'good',
        words: extension ? 'You have more time.' : 'Approved. You can take the log-in.',
      };
    case 'denied':
      return { tone: 'neutral', words: 'Denied. Open it to read why.' };
    case 'lapsed':
      return { tone: 'neutral', words: 'Lapsed: nobody decided in time.' };
    default:
      return undefined;
  }
}

function newsOf(before: Known, after: Known): News | undefined {
  const about = { requestId: after.id, title: after.profile.name };
  const answer = before.state === after.state ? undefined : answerTo(after);
  if (answer) return { ...about, ...answer };
  if (before.grant?.state === after.grant?.state) return undefined;
  if (after.grant?.state === 'ended') return { ...about, tone: 'good', words: 'Ended, and proved so.' };
  if (after.grant?.state === 'unconfirmed') {
    return { ...about, tone: 'warn', words: 'Ended, but the target has not confirmed it yet.' };
  }
  return undefined;
}

/** What changed between two readings of the same list; what was not in the first is no news. */
export function newsBetween(before: readonly Known[], after: readonly Known[]): News[] {
  const known = new Map(before.map((request) => [request.id, request]));
  return after.flatMap((request) => {
    const earlier = known.get(request.id);
    return (earlier && newsOf(earlier, request)) ?? [];
  });
}
