import { useNetwork } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { asProblem, OFFLINE } from '../../api/problem';
import { sessionQuery, useAttention, useMay, useSession } from '../../api/queries/session';
import { Notice } from '../../ui/notice';
import { useNow } from '../../ui/use-now';
import { RelativeTime } from '../../ui/relative-time';
import { counted } from '../../ui/words';
import { RuleChanges } from './rule-changes';
import { Halts } from './halts';
import classes from './banners.module.css';

/** What concerns every page: the broker is out of reach, an end is not proved, or one’s own privileged use waits. */
export const Banners = () => (
  <div className={classes.banners}>
    <OutOfReach />
    <Halts />
    <RuleChanges />
    <Unconfirmed />
    <Held />
    <PasswordEnds />
  </div>
);

function OutOfReach() {
  const { online } = useNetwork();
  const { failureReason, dataUpdatedAt } = useQuery(sessionQuery);
  const unreachable = failureReason !== null && asProblem(failureReason).code === OFFLINE;
  if (online && !unreachable) return null;
  return (
    <Notice
      tone="warn"
      role="status"
      title={online ? 'Sallyport cannot be reached at the moment.' : 'This device is offline.'}
    >
      What you see was read <RelativeTime at={new Date(dataUpdatedAt).toISOString()} />. Access still ends on
      time: that does not depend on this page.
    </Notice>
  );
}

const REMINDED_FOR = 14 * 24 * 60 * 60 * 1_000;

function PasswordEnds() {
  const { passwordEndsAt } = useSession();
  const now = useNow(60_000);
  if (passwordEndsAt === null || Date.parse(passwordEndsAt) - now.getTime() > REMINDED_FOR) return null;
  return (
    <Notice
      tone="warn"
      role="status"
      title={
        <>
          Your password ends <RelativeTime at={passwordEndsAt} />.
        </>
      }
      actions={<Link to="/change-password">Change it</Link>}
    />
  );
}

function Unconfirmed() {
  const { unconfirmedLeases } = useAttention();
  const maySee = useMay('grants.read-all');
  if (unconfirmedLeases === 0 || !maySee) return null;
  return (
    <Notice
      tone="warn"
      role="status"
      title={counted(
        unconfirmedLeases,
        'ended log-in is not proved gone yet.',
        'ended log-ins are not proved gone yet.',
      )}
      actions={<Link to="/unconfirmed">See them</Link>}
    >
      Sallyport keeps trying. Until the target itself says that nothing is left, it does not call this ended.
    </Notice>
  );
}

function Held() {
  const { hold } = useSession();
  if (!hold) return null;
  return (
    <Notice
      tone="warn"
      role="status"
      title={
        <>
          Your approvals and your access to personal data are held; this ends <RelativeTime at={hold.until} />
          .
        </>
      }
      actions={<Link to="/security">Why</Link>}
    />
  );
}
