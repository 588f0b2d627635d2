import { Link, useRouterState } from '@tanstack/react-router';
import { useOpenPolicyChanges } from '../../api/queries/policy-changes';
import { useMay } from '../../api/queries/session';
import type { PolicyChangeSummary } from '../../api/types';
import { Notice } from '../../ui/notice';
import { RelativeTime } from '../../ui/relative-time';

/**
 * While the circle is about to change, everybody of it and whoever oversees it sees so on every page. Any other change of the
 * rules is shown to those whose approval it waits for. Its own page says the same and more.
 */
export function RuleChanges() {
  const { data } = useOpenPolicyChanges(useMay('policy.read'));
  const path = useRouterState({ select: ({ location }) => location.pathname });
  return data?.items
    .filter(({ id, reach, may }) => (reach === 'circle' || may.approve) && path !== `/changes/${id}`)
    .map((change) => <ChangeNotice key={change.id} change={change} />);
}

function ChangeNotice({ change }: { readonly change: PolicyChangeSummary }) {
  const { id, reach, headline, differences, waitingFor, effectiveAt, may } = change;
  const more = differences > 1 ? ' and more' : '';
  return (
    <Notice
      tone={reach === 'circle' ? 'warn' : 'live'}
      role="status"
      title={
        reach === 'circle'
          ? `The personal-data circle is about to change: ${headline}${more}.`
          : `A change of the rules waits for an approval that you may give: ${headline}${more}.`
      }
      actions={
        <Link to="/changes/$id" params={{ id }}>
          {may.approve ? 'Look and decide' : 'Look at it'}
        </Link>
      }
    >
      {effectiveAt === null ? (
        reach === 'circle' && waitingFor
      ) : (
        <>
          It is approved and comes into force <RelativeTime at={effectiveAt} />. Until then you can stop it.
        </>
      )}
    </Notice>
  );
}
