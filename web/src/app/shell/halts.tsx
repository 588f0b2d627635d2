import { lazy, Suspense, useState } from 'react';
import { Button } from '@mantine/core';
import { useAttention } from '../../api/queries/session';
import type { Halt } from '../../api/types';
import { scopeWords } from '../../features/end-everything/scope-words';
import { Notice } from '../../ui/notice';
import { RelativeTime } from '../../ui/relative-time';

const LiftDialog = lazy(() =>
  import('../../features/end-everything/lift-dialog').then((module) => ({ default: module.LiftDialog })),
);

/** Where nothing is approved or issued at the moment, on every page of those whom it keeps out. */
export const Halts = () => useAttention().halts.map((halt) => <HaltNotice key={halt.id} halt={halt} />);

function HaltNotice({ halt }: { readonly halt: Halt }) {
  const [lifting, setLifting] = useState(false);
  const { scope, reason, placedBy, placedAt, may } = halt;
  return (
    <Notice
      tone="bad"
      role="status"
      title={`${scopeWords(scope)} is halted.`}
      actions={may.lift && <Button onClick={() => setLifting(true)}>Lift…</Button>}
    >
      Nothing is approved and no log-in is made until the halt is lifted. {placedBy.name} placed it{' '}
      <RelativeTime at={placedAt} />
      {reason === null ? '.' : `: ${reason}`}
      {lifting && (
        <Suspense>
          <LiftDialog halt={halt} onClose={() => setLifting(false)} />
        </Suspense>
      )}
    </Notice>
  );
}
