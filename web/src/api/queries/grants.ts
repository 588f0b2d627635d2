import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, newIdempotencyKey } from '../client';
import { pollInterval } from '../live';
import type { Grant } from '../types';
import { noteRequestChanged } from './requests';

const ENDED: ReadonlySet<Grant['state']> = new Set(['ended']);

const isEnding = ({ state }: Grant): boolean => state === 'ending' || state === 'unconfirmed';

/** What the person holds or may claim at this moment. */
export const useMyLiveGrants = () =>
  useQuery({
    queryKey: ['grants', 'mine'],
    queryFn: () => answerOf(api.GET('/api/v1/grants', { params: { query: { scope: 'mine' } } })),
    select: (page) => page.items.filter(({ state }) => !ENDED.has(state)),
    refetchInterval: ({ state }) => pollInterval(state.data?.items.some(isEnding) ?? false),
  });

/** Asks the target for a credential. The answer holds the secret: it goes to the caller and into no cache. */
export function useClaim(grantId: string) {
  const client = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: ({ digest, stepUpToken }: { digest: string; stepUpToken: string }) =>
      answerOf(
        api.POST('/api/v1/grants/{id}/credential', {
          params: {
            path: { id: grantId },
            header: { 'Sallyport-Step-Up': stepUpToken, 'Idempotency-Key': newIdempotencyKey() },
          },
          body: { digest },
        }),
      ),
    onSettled: () => noteRequestChanged(client),
  });
}

export function useEndGrant(grantId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason?: string) =>
      answerOf(
        api.POST('/api/v1/grants/{id}/end', {
          params: { path: { id: grantId } },
          body: reason === undefined ? {} : { reason },
        }),
      ),
    onSettled: () => noteRequestChanged(client),
  });
}
