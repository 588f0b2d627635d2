import { Link } from '@tanstack/react-router';
import { useOpenPolicyChanges } from '../../api/queries/policy-changes';
import { useMay } from '../../api/queries/session';
import { Notice } from '../../ui/notice';
import { RelativeTime } from '../../ui/relative-time';

/** While the circle is about to change, everybody of it and whoever oversees it sees so on every page. */
export function CircleChanges() {
  const { data } = useOpenPolicyChanges(useMay('policy.read'));
  return data?.items
    .filter(({ reach }) => reach === 'circle')
    .map(({ id, headline, waitingFor, effectiveAt, may }) => (
      <Notice
        key={id}
        tone="warn"
        role="status"
        title={`The personal-data circle is about to change: ${headline}.`}
        actions={
          <Link to="/changes/$id" params={{ id }}>
            {may.approve ? 'Look and decide' : 'Look at it'}
          </Link>
        }
      >
        {effectiveAt === null ? (
          waitingFor
        ) : (
          <>
            It is approved and comes into force <RelativeTime at={effectiveAt} />. Until then you can stop it.
          </>
        )}
      </Notice>
    ));
}
