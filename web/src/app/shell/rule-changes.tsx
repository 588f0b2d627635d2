import { Link, useRouterState } from '@tanstack/react-router';
import { useOpenPolicyChanges } from '../../api/queries/policy-changes';
import { useMay } from '../../api/queries/session';
import type { PolicyChangeSummary } from '../../api/types';
import { Notice } from '../../ui/notice';
import { isOverseen } from '../../features/policy-file/change-words';
import { RelativeTime } from '../../ui/relative-time';

/**
 * While the circle, or what it keeps, is about to change, everybody of it and whoever oversees it sees so on every page. Any other change of the
 * rules is shown to those whose approval it waits for. Its own page says the same and more.
 */
export function RuleChanges() {
  const { data } = useOpenPolicyChanges(useMay('policy.read'));
  const path = useRouterState({ select: ({ location }) => location.pathname });
  return data?.items
    .filter(({ id, reach, may }) => (isOverseen(reach) || may.approve) && path !== `/changes/${id}`)
    .map((change) => <ChangeNotice key={change.id} change={change} />);
}

const ABOUT: Readonly<Partial<Record<PolicyChangeSummary['reach'], string>>> = {
  circle: 'The personal-data circle is about to change',
  'personal-data': 'A change that concerns personal data is about to come',
};

function ChangeNotice({ change }: { readonly change: PolicyChangeSummary }) {
  const { id, reach, headline, differences, waitingFor, effectiveAt, may } = change;
  const more = differences > 1 ? ' and more' : '';
  return (
    <Notice
      tone={isOverseen(reach) ? 'warn' : 'live'}
      role="status"
      title={`${ABOUT[reach] ?? 'A change of the rules waits for an approval that you may give'}: ${headline}${more}.`}
      actions={
        <Link to="/changes/$id" params={{ id }}>
          {may.approve ? 'Look and decide' : 'Look at it'}
        </Link>
      }
    >
      {effectiveAt === null ? (
        isOverseen(reach) && waitingFor
      ) : (
        <>
          It is approved and comes into force <RelativeTime at={effectiveAt} />. Until then you can stop it.
        </>
      )}
    </Notice>
  );
}
