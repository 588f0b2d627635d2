import type { Grant } from '../../api/types';
import { ClockTime } from '../../ui/clock-time';
import { Countdown } from '../../ui/countdown';
import { RelativeTime } from '../../ui/relative-time';
import { durationWords } from '../../ui/words';
import classes from './grant-clock.module.css';

/** Where a grant stands in time, in one line. */
export function GrantClock({ grant }: { readonly grant: Grant }) {
  switch (grant.state) {
    case 'scheduled':
      return (
        <div className={classes.line}>
          {durationWords(grant.durationSeconds)}, to be taken <RelativeTime at={grant.startsAt} />
        </div>
      );
    case 'claimable':
      return (
        <div className={classes.line}>
          {durationWords(grant.durationSeconds)}, counted from when the log-in is taken. The offer ends{' '}
          <RelativeTime at={grant.claimBy} />.
        </div>
      );
    case 'active':
      return grant.expiresAt === null ? null : <Running grant={grant} expiresAt={grant.expiresAt} />;
    case 'ending':
    case 'unconfirmed':
      return (
        <div className={classes.line}>
          No longer usable. Waiting for the target to say that nothing is left.
        </div>
      );
    case 'ended':
      return null;
  }
}

/** With all that was added to it. */
const secondsInAll = ({ claimedAt, expiresAt, durationSeconds }: Grant): number =>
  claimedAt === null || expiresAt === null
    ? durationSeconds
    : (Date.parse(expiresAt) - Date.parse(claimedAt)) / 1_000;

function Running({ grant, expiresAt }: { readonly grant: Grant; readonly expiresAt: string }) {
  return (
    <div className={classes.running}>
      <span className={classes.clock}>
        <Countdown until={expiresAt} what={grant.profile.name} />
      </span>
      <span className={classes.line}>
        left of {durationWords(secondsInAll(grant))}; ends by itself at <ClockTime at={expiresAt} />
      </span>
    </div>
  );
}
