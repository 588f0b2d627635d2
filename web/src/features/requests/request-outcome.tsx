import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { useSession } from '../../api/queries/session';
import type { AccessRequest } from '../../api/types';
import { type Outcome, outcomeOf } from './outcome';
import { SettledNotice } from './settled-notice';

interface RequestOutcomeProps {
  readonly request: AccessRequest;
  /** The reader asked for it. */
  readonly own: boolean;
}

const isClosed = ({ state }: AccessRequest): boolean => state !== 'pending' && state !== 'approved';

/** Once approved, the grant below tells the rest; only a remark of the approver has no other place. */
const needsTelling = (request: AccessRequest, outcome: Outcome, own: boolean): boolean =>
  isClosed(request) ||
  (request.extension !== null && request.state === 'approved') ||
  (own && request.state === 'approved' && outcome.reason !== undefined);

/** What became of a request: for whoever waited for the answer, and for who came to decide and has. */
export function RequestOutcome({ request, own }: RequestOutcomeProps) {
  const { decide } = request.may;
  const [cameToDecide] = useState(decide);
  const { person } = useSession();
  const outcome = outcomeOf(request, person?.id);
  const justDecided = cameToDecide && !decide;
  if (outcome === undefined || !(justDecided || needsTelling(request, outcome, own))) return null;
  return (
    <SettledNotice
      outcome={outcome}
      justNow={justDecided}
      actions={own && isClosed(request) && !request.extension && <AskAgain request={request} />}
    />
  );
}

const AskAgain = ({ request }: { readonly request: AccessRequest }) => (
  <Link to="/profiles/$key/ask" params={{ key: request.profile.key }}>
    Ask again
  </Link>
);
