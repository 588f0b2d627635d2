import { Button, Progress, VisuallyHidden } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useBulkRevocation } from '../../api/queries/end-everything';
import type { BulkRevocation, HeldLease } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { Needs } from '../../ui/needs';
import { Page } from '../../ui/page';
import { Proof } from '../../ui/proof';
import { ReadingRows } from '../../ui/reading';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { Unreadable } from '../../ui/unreadable';
import { counted } from '../../ui/words';
import { Retrying } from '../grants/retrying';
import classes from './end-everything.module.css';
import { EndStanding } from './end-standing';
import { progressOf } from './progress';
import { scopeWords } from './scope-words';

const route = getRouteApi('/signed-in/end-everything/$id');

export const EndedPage = () => (
  <Needs ability="grants.read-all" title="End everything">
    <Ended />
  </Needs>
);

const Back = () => (
  <Button renderRoot={(props) => <Link to="/end-everything" {...props} />}>All of them</Button>
);

function Ended() {
  const { id } = route.useParams();
  const { data: bulk, error, refetch } = useBulkRevocation(id);
  if (error && !bulk)
    return <Unreadable what="ending" error={error} onRetry={() => void refetch()} actions={<Back />} />;
  if (!bulk) {
    return (
      <Page title="End everything">
        <ReadingRows rows={4} lines={2} framed />
      </Page>
    );
  }
  return (
    <Page
      title={`${scopeWords(bulk.scope)} was ended`}
      badge={<EndStanding bulk={bulk} />}
      actions={<Back />}
    >
      <Standing bulk={bulk} />
      <About bulk={bulk} />
      <Leases leases={bulk.leases} total={bulk.logIns.total} />
    </Page>
  );
}

/** How far it is. Read out when it changes, without interrupting. */
function Standing({ bulk }: { readonly bulk: BulkRevocation }) {
  const { total, proved, ending, unconfirmed } = bulk.logIns;
  const { percent, sentence } = progressOf(bulk);
  return (
    <Section title="How far it is">
      <div className={classes.form}>
        <Progress
          value={percent}
          size="lg"
          aria-label="Proved ended"
          color={percent === 100 ? 'green' : undefined}
        />
        <p role="status" className={classes.sentence}>
          {sentence}
        </p>
        <div className={classes.counts}>
          {total > 0 && <StateBadge kind="lease" state="ended" word={`${proved} proved gone`} size="md" />}
          {ending > 0 && <StateBadge kind="lease" state="ending" word={`${ending} ending`} size="md" />}
          {unconfirmed > 0 && (
            <StateBadge kind="lease" state="unconfirmed" word={`${unconfirmed} unconfirmed`} size="md" />
          )}
        </div>
      </div>
    </Section>
  );
}

function About({ bulk }: { readonly bulk: BulkRevocation }) {
  const { halt, grants } = bulk;
  return (
    <Section title="About">
      <Facts>
        <Fact name="Reason">{bulk.reason}</Fact>
        <Fact name="By">
          {bulk.askedBy.name}, <RelativeTime at={bulk.askedAt} />
        </Fact>
        <Fact name="Grants">
          {counted(grants.total, 'grant')}, {grants.ended} over
        </Fact>
        <Fact name="Halt">
          {halt === null && 'Not asked for: what is approved from now on counts.'}
          {halt?.liftedAt === null && 'In force: nothing is approved or issued there.'}
          {halt !== null && halt.liftedAt !== null && (
            <>
              Lifted by {halt.liftedBy?.name} <RelativeTime at={halt.liftedAt} />: {halt.liftReason}
            </>
          )}
        </Fact>
      </Facts>
    </Section>
  );
}

function Leases({ leases, total }: { readonly leases: readonly HeldLease[]; readonly total: number }) {
  if (leases.length === 0) return null;
  return (
    <Section title="Log-ins" frame="list">
      <ul className={classes.rows}>
        {leases.map((lease) => (
          <li key={lease.id} className={classes.row}>
            <div className={classes.line}>
              <span>
                <Link to="/grants/$id" params={{ id: lease.grantId }}>
                  {lease.person.name}
                </Link>{' '}
                <span className={classes.detail}>
                  {lease.profile.name}, <code>{lease.targetName}</code> at {lease.system.name}
                </span>
              </span>
              <StateBadge kind="lease" state={lease.state} />
            </div>
            {lease.proof && <Proof proof={lease.proof} />}
            {lease.state !== 'ended' && lease.attempts > 0 && (
              <div className={classes.detail}>
                <Retrying lease={lease} />
              </div>
            )}
          </li>
        ))}
      </ul>
      {total > leases.length && (
        <p className={classes.numbers}>
          … and {counted(total - leases.length, 'more log-in')}
          <VisuallyHidden> that are not shown</VisuallyHidden>. Each is in the audit trail.
        </p>
      )}
    </Section>
  );
}
