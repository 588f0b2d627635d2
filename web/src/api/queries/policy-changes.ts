import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { pollInterval } from '../live';
import type { PolicyChange } from '../types';
import { byCursor } from './paging';

export const usePolicyChanges = () =>
  useInfiniteQuery({
    queryKey: ['policy-changes', 'list'],
    ...byCursor,
    queryFn: ({ pageParam: cursor }) =>
      answerOf(api.GET('/api/v1/policy-changes', { params: { query: { cursor } } })),
    refetchInterval: () => pollInterval(false),
  });

/** What may still come into force. */
export const useOpenPolicyChanges = (enabled: boolean) =>
  useQuery({
    queryKey: ['policy-changes', 'open'],
    queryFn: () => answerOf(api.GET('/api/v1/policy-changes', { params: { query: { open: 'true' } } })),
    enabled,
    refetchInterval: () => pollInterval(false),
  });

export const usePolicyChange = (id: string) =>
  useQuery({
    queryKey: ['policy-changes', 'one', id],
    queryFn: () => answerOf(api.GET('/api/v1/policy-changes/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) => pollInterval(data?.state === 'approved'),
    placeholderData: keepPreviousData,
  });

/** The whole file, fetched when somebody wants to read it. */
export const usePolicyChangeFile = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: ['policy-changes', 'file', id],
    queryFn: () => answerOf(api.GET('/api/v1/policy-changes/{id}/file', { params: { path: { id } } })),
    enabled,
  });

export const usePreviewPolicyChange = () =>
  useMutation({
    mutationFn: (file: string) => answerOf(api.POST('/api/v1/policy-changes/preview', { body: { file } })),
  });

export function useProposePolicyChange() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { file: string; reason: string }): Promise<PolicyChange> =>
      answerOf(api.POST('/api/v1/policy-changes', { body })),
    onSettled: () => client.invalidateQueries({ queryKey: ['policy-changes'] }),
  });
}

export function useApprovePolicyChange({ id, approveDigest: digest }: PolicyChange) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (stepUpToken: string) =>
      answerOf(
        api.POST('/api/v1/policy-changes/{id}/approve', {
          params: { path: { id } },
          headers: { 'Sallyport-Step-Up': stepUpToken },
          body: { digest },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['policy-changes'] }),
  });
}

export function useStopPolicyChange({ id, stopDigest: digest }: PolicyChange) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ reason, stepUpToken }: { reason: string; stepUpToken: string }) =>
      answerOf(
        api.POST('/api/v1/policy-changes/{id}/stop', {
          params: { path: { id } },
          headers: { 'Sallyport-Step-Up': stepUpToken },
          body: { reason, digest },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['policy-changes'] }),
  });
}
