import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { pollInterval } from '../live';
import type { NewPrerequisite } from '../types';
import { byCursor } from './paging';
import { signed } from './step-up';

export interface PeopleFilter {
  readonly q?: string;
  readonly status?: 'active' | 'suspended' | 'left';
  readonly source?: 'file' | 'scim' | 'csv' | 'none';
  readonly prerequisites?: 'lapses-soon' | 'lapsed' | 'missing';
}

export const usePeople = (filter: PeopleFilter) =>
  useInfiniteQuery({
    queryKey: ['people', 'list', filter],
    ...byCursor,
    queryFn: ({ pageParam: cursor }) =>
      answerOf(api.GET('/api/v1/people', { params: { query: { ...filter, cursor } } })),
    refetchInterval: () => pollInterval(false),
    placeholderData: keepPreviousData,
  });

export const usePerson = (handle: string) =>
  useQuery({
    queryKey: ['people', handle],
    queryFn: () => answerOf(api.GET('/api/v1/people/{handle}', { params: { path: { handle } } })),
    refetchInterval: () => pollInterval(false),
  });

export interface Suspension {
  readonly reason: string;
  /** Absent the first time: the refusal says what to sign. */
  readonly stepUpToken?: string;
}

/** Suspends, or lifts a suspension; what is signed is exactly the reason that was typed. */
export function useSuspension(handle: string, verb: 'suspend' | 'bring-back') {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ reason, stepUpToken }: Suspension) => {
      const call = {
        params: { path: { handle } },
        ...signed(stepUpToken),
        body: { reason },
      };
      return answerOf(
        verb === 'suspend'
          ? api.POST('/api/v1/people/{handle}/suspend', call)
          : api.POST('/api/v1/people/{handle}/bring-back', call),
      );
    },
    onSuccess: (person) => {
      client.setQueryData(['people', handle], person);
      for (const key of ['people', 'grants', 'requests']) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}

/** Puts a prerequisite on record; what is signed is exactly what was typed. */
export function useRecordPrerequisite(handle: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ stepUpToken, ...body }: NewPrerequisite & { readonly stepUpToken?: string }) =>
      answerOf(
        api.POST('/api/v1/people/{handle}/prerequisites', {
          params: { path: { handle } },
          ...signed(stepUpToken),
          body,
        }),
      ),
    onSuccess: (person) => {
      client.setQueryData(['people', handle], person);
      void client.invalidateQueries({ queryKey: ['people', 'list'] });
    },
  });
}

const accountKey = (id: string) => ['people', 'account', id];

/** How somebody signs in, or could. */
export const usePersonsAccount = (id: string) =>
  useQuery({
    queryKey: accountKey(id),
    queryFn: () => answerOf(api.GET('/api/v1/people/{id}/account', { params: { path: { id } } })),
    refetchInterval: () => pollInterval(false),
  });

interface Invitation {
  readonly delivery: 'mail' | 'hand-over';
  readonly stepUpToken: string;
}

export function useInvite(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ delivery, stepUpToken }: Invitation) =>
      answerOf(
        api.POST('/api/v1/people/{id}/invitation', {
          params: { path: { id } },
          ...signed(stepUpToken),
          body: { delivery },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: accountKey(id) }),
  });
}

export function useUnlock(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (stepUpToken: string) =>
      answerOf(api.POST('/api/v1/people/{id}/unlock', { params: { path: { id } }, ...signed(stepUpToken) })),
    onSuccess: () => client.invalidateQueries({ queryKey: accountKey(id) }),
  });
}
