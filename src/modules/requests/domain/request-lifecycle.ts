import { transition, type TransitionTable } from '../../../kernel';

/** pending: waits for approvals · approved: became a grant · denied · cancelled by its requester, or with what it rested on · lapsed: nobody decided in time */
export type RequestState = 'pending' | 'approved' | 'denied' | 'cancelled' | 'lapsed';

export type RequestEvent = 'approve' | 'deny' | 'cancel' | 'lapse';

export const REQUEST_LIFECYCLE = {
  pending: { approve: 'approved', deny: 'denied', cancel: 'cancelled', lapse: 'lapsed' },
  approved: {},
  denied: {},
  cancelled: {},
  lapsed: {},
} as const satisfies TransitionTable<RequestState, RequestEvent>;

/** Throws `conflict` when a request in this state knows no such event. */
export const requestAfter = (state: RequestState, event: RequestEvent): RequestState =>
  transition<RequestState, RequestEvent>(REQUEST_LIFECYCLE, 'requests', state, event);
