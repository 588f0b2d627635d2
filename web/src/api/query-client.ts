import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { asProblem, isSessionOver } from './problem';
import { setSessionOver } from './session-over';

const MAX_RETRIES = 2;
const FRESH_FOR_MS = 5_000;

const noteSessionOver = (error: unknown) => {
  if (isSessionOver(error)) setSessionOver(true);
};

/** A refusal stays a refusal; only what never reached the broker, or failed there, is worth another try. */
const worthRetrying = (failures: number, error: unknown): boolean => {
  const { status } = asProblem(error);
  return failures < MAX_RETRIES && (status === 0 || status >= 500);
};

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteSessionOver }),
  mutationCache: new MutationCache({ onError: noteSessionOver }),
  defaultOptions: {
    queries: { staleTime: FRESH_FOR_MS, retry: worthRetrying },
    // Offline, a decision must fail at once and in words, not wait and be sent when nobody looks any more.
    mutations: { retry: false, networkMode: 'always' },
  },
});
