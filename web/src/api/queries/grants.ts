import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { pollInterval } from '../live';
import type { Grant } from '../types';
import { noteRequestChanged } from './requests';

const ENDED: ReadonlySet<Grant['state']> = new Set(['ended']);

const isEnding = ({ state }: Grant): boolean => state === 'ending' || state === 'unconfirmed';

export const useGrant = (id: string) =>
  useQuery({
    queryKey: ['grants', id],
    queryFn: () => answerOf(api.GET('/api/v1/grants/{id}', { params: { path: { id } } })),
  });

/** What the person holds or may claim at this moment. */
export const useMyLiveGrants = () =>
  useQuery({
    queryKey: ['grants', 'mine'],
    queryFn: () => answerOf(api.GET('/api/v1/grants', { params: { query: { scope: 'mine' } } })),
    select: (page) => page.items.filter(({ state }) => !ENDED.has(state)),
    refetchInterval: ({ state }) => pollInterval(state.data?.items.some(isEnding) ?? false),
  });

export interface Claim {
  readonly stepUpToken: string;
  readonly digest: string;
  readonly entitlementId: string;
  /** Sets a new password on a log-in that was made before; the earlier one stops working. */
  readonly replace: boolean;
}

/** Asks the target for a credential. The answer holds the secret: it goes to the caller and into no cache. */
export function useClaim(grantId: string) {
  const client = useQueryClient();
  return useMutation({
    gcTime: 0,
    mutationFn: ({ stepUpToken, ...body }: Claim) =>
      answerOf(
        api.POST('/api/v1/grants/{id}/credential', {
          params: { path: { id: grantId } },
          headers: { 'Sallyport-Step-Up': stepUpToken },
          body,
        }),
      ),
    onSettled: () => noteRequestChanged(client),
  });
}

export function useEndGrant(grantId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (note?: string) =>
      answerOf(
        api.POST('/api/v1/grants/{id}/end', {
          params: { path: { id: grantId } },
          body: note === undefined ? {} : { note },
        }),
      ),
    onSettled: () => noteRequestChanged(client),
  });
}
