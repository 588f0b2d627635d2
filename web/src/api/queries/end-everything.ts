import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { pollInterval } from '../live';
import type { BulkRevocation, EndPreview, Halt } from '../types';
import { byCursor } from './paging';

export interface Scope {
  readonly kind: EndPreview['scope']['kind'];
  /** Of the person, profile or system; everything has none. */
  readonly key?: string;
}

/** What of people, profiles and systems is open now. */
export const useEndTargets = () =>
  useQuery({
    queryKey: ['bulk-revocations', 'targets'],
    queryFn: () => answerOf(api.GET('/api/v1/bulk-revocations/targets')),
  });

/** Exactly what would end. Read anew while it is looked at, so that what is confirmed is what is there. */
export const useEndPreview = ({ kind, key }: Scope) =>
  useQuery({
    queryKey: ['bulk-revocations', 'preview', kind, key],
    queryFn: () =>
      answerOf(api.GET('/api/v1/bulk-revocations/preview', { params: { query: { kind, key } } })),
    enabled: kind === 'all' || key !== undefined,
    refetchInterval: () => pollInterval(false),
  });

export const useBulkRevocations = () =>
  useInfiniteQuery({
    queryKey: ['bulk-revocations', 'list'],
    ...byCursor,
    queryFn: ({ pageParam: cursor }) =>
      answerOf(api.GET('/api/v1/bulk-revocations', { params: { query: { cursor } } })),
    refetchInterval: () => pollInterval(false),
  });

export const useBulkRevocation = (id: string) =>
  useQuery({
    queryKey: ['bulk-revocations', 'one', id],
    queryFn: () => answerOf(api.GET('/api/v1/bulk-revocations/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) => pollInterval(data?.state === 'ending'),
    placeholderData: keepPreviousData,
  });

export interface EndOrder {
  readonly scope: Scope;
  readonly reason: string;
  readonly halt: boolean;
  readonly shown: EndPreview['shown'];
  readonly digest: string;
}

/** A scope as the broker takes it: everything has no key. */
const scopeBody = ({ kind, key = '' }: Scope) => (kind === 'all' ? { kind } : { kind, key });

export function useEndEverything() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      scope,
      stepUpToken,
      ...order
    }: EndOrder & { stepUpToken: string }): Promise<BulkRevocation> =>
      answerOf(
        api.POST('/api/v1/bulk-revocations', {
          headers: { 'Sallyport-Step-Up': stepUpToken },
          body: { ...order, scope: scopeBody(scope) },
        }),
      ),
    onSettled: () => client.invalidateQueries(),
  });
}

export function useLiftHalt({ id, liftDigest: digest }: Halt) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ reason, stepUpToken }: { reason: string; stepUpToken: string }) =>
      answerOf(
        api.POST('/api/v1/halts/{id}/lift', {
          params: { path: { id } },
          headers: { 'Sallyport-Step-Up': stepUpToken },
          body: { reason, digest },
        }),
      ),
    onSettled: () => client.invalidateQueries(),
  });
}

export const useUnconfirmed = () =>
  useQuery({
    queryKey: ['unconfirmed'],
    queryFn: () => answerOf(api.GET('/api/v1/unconfirmed-leases')),
    refetchInterval: ({ state: { data } }) => pollInterval((data?.items.length ?? 0) > 0),
  });

/** Asks a worker to try at once; what came of it shows in the list. */
export function useTryAgain(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/unconfirmed-leases/{id}/try', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['unconfirmed'] }),
  });
}
