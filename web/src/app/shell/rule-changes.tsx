import { Link, useRouterState } from '@tanstack/react-router';
import { useOpenPolicyChanges } from '../../api/queries/policy-changes';
import { useMay } from '../../api/queries/session';
import type { PolicyChangeSummary } from '../../api/types';
import { Notice } from '../../ui/notice';
import { RelativeTime } from '../../ui/relative-time';
import { counted } from '../../ui/words';

/**
 * While the circle, or what it keeps, is about to change, everybody of it and whoever oversees it sees so on every page. Any
 * other change of the rules is shown to those whose approval it waits for. The pages of changes say the same and more.
 */
export function RuleChanges() {
  const { data } = useOpenPolicyChanges(useMay('policy.read'));
  const path = useRouterState({ select: ({ location }) => location.pathname });
  if (path === '/changes') return null;
  const changes =
    data?.items.filter(({ id, overseen, may }) => (overseen || may.approve) && path !== `/changes/${id}`) ??
    [];
  const [first, ...more] = changes;
  if (!first) return null;
  return more.length === 0 ? <ChangeNotice change={first} /> : <ChangesNotice changes={changes} />;
}

/** Several in one: each with a sentence of its own would leave a phone no room for the page. */
function ChangesNotice({ changes }: { readonly changes: readonly PolicyChangeSummary[] }) {
  const overseen = changes.filter((change) => change.overseen).length;
  const yours = changes.filter(({ may }) => may.approve).length;
  return (
    <Notice
      tone={overseen > 0 ? 'warn' : 'live'}
      role="status"
      title={`${counted(changes.length, 'change')} of the rules are under way.`}
      actions={<Link to="/changes">{yours > 0 ? 'Look and decide' : 'Look at them'}</Link>}
    >
      {overseen > 0 && `${counted(overseen, 'concerns', 'concern')} personal data or its circle. `}
      {yours > 0 && `${counted(yours, 'waits', 'wait')} for an approval that you may give.`}
    </Notice>
  );
}

const ABOUT: Readonly<Partial<Record<PolicyChangeSummary['reach'], string>>> = {
  circle: 'The personal-data circle is about to change',
  'personal-data': 'A change that concerns personal data is about to come',
};

function ChangeNotice({ change }: { readonly change: PolicyChangeSummary }) {
  const { id, reach, overseen, headline, differences, waitingFor, effectiveAt, may } = change;
  const more = differences > 1 ? ' and more' : '';
  return (
    <Notice
      tone={overseen ? 'warn' : 'live'}
      role="status"
      title={`${ABOUT[reach] ?? 'A change of the rules waits for an approval that you may give'}: ${headline}${more}.`}
      actions={
        <Link to="/changes/$id" params={{ id }}>
          {may.approve ? 'Look and decide' : 'Look at it'}
        </Link>
      }
    >
      {effectiveAt === null ? (
        overseen && waitingFor
      ) : (
        <>
          It is approved and comes into force <RelativeTime at={effectiveAt} />. Until then you can stop it.
        </>
      )}
    </Notice>
  );
}
