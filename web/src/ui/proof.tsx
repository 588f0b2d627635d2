import { IconShieldCheck } from '@tabler/icons-react';
import type { LeaseProof } from '../api/types';
import classes from './proof.module.css';
import { TextBox } from './text-box';
import { useNow } from './use-now';
import { clockTime, exactTime } from './words';

interface ProofProps {
  /** Where the raw reading is not at hand, it stands in the audit event. */
  readonly proof: Omit<LeaseProof, 'facts'> & Partial<Pick<LeaseProof, 'facts'>>;
}

/** What the target itself said after the end. The raw reading is one press away. */
export function Proof({ proof }: ProofProps) {
  const { facts } = proof;
  if (!facts) {
    return (
      <div className={classes.proof}>
        <div className={classes.summary}>
          <Reading {...proof} />
        </div>
      </div>
    );
  }
  return (
    <details className={classes.proof}>
      <summary className={classes.summary} data-opens>
        <Reading {...proof} />
      </summary>
      <TextBox className={classes.facts} aria-label="The raw reading">
        {JSON.stringify({ readAt: proof.readAt, ...facts }, null, 2)}
      </TextBox>
    </details>
  );
}

const DAY_CHANGES_SLOWLY_MS = 60_000;

function Reading({ summary, readAt }: Pick<LeaseProof, 'summary' | 'readAt'>) {
  const now = useNow(DAY_CHANGES_SLOWLY_MS);
  const moment = new Date(readAt);
  return (
    <>
      <IconShieldCheck size={16} className={classes.icon} aria-hidden />
      <span>
        {summary}, read from the target at{' '}
        <time dateTime={readAt} title={exactTime(moment)}>
          <span className="no-print">{clockTime(moment, now)}</span>
          <span className="only-print">{exactTime(moment)}</span>
        </time>
      </span>
    </>
  );
}
