import { IconShieldCheck } from '@tabler/icons-react';
import type { LeaseProof } from '../api/types';
import classes from './proof.module.css';
import { TextBox } from './text-box';
import { useNow } from './use-now';
import { clockTime, exactTime } from './words';

const DAY_CHANGES_SLOWLY_MS = 60_000;

/** What the target itself said after the end. The raw reading is one press away. */
export function Proof({ proof }: { readonly proof: LeaseProof }) {
  const now = useNow(DAY_CHANGES_SLOWLY_MS);
  const readAt = new Date(proof.readAt);
  return (
    <details className={classes.proof}>
      <summary className={classes.summary}>
        <IconShieldCheck size={16} className={classes.icon} aria-hidden />
        <span>
          {proof.summary}, read from the target at{' '}
          <time dateTime={proof.readAt} title={exactTime(readAt)}>
            {clockTime(readAt, now)}
          </time>
        </span>
      </summary>
      <TextBox className={classes.facts} aria-label="The raw reading">
        {JSON.stringify({ readAt: proof.readAt, ...proof.facts }, null, 2)}
      </TextBox>
    </details>
  );
}
