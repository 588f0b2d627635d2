import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { pollInterval } from '../live';
import { byCursor } from './paging';
import type { AccessRequest } from '../types';

export type RequestScope = 'mine' | 'all';

export const useRequests = (scope: RequestScope) =>
  useInfiniteQuery({
    queryKey: ['requests', 'list', scope],
    ...byCursor,
    queryFn: ({ pageParam: cursor }) =>
      answerOf(api.GET('/api/v1/requests', { params: { query: { scope, cursor } } })),
    refetchInterval: () => pollInterval(false),
    placeholderData: keepPreviousData,
  });

const isEnding = (request: AccessRequest | undefined): boolean =>
  request?.grant?.state === 'ending' || request?.grant?.state === 'unconfirmed';

export const useRequest = (id: string) =>
  useQuery({
    queryKey: ['requests', id],
    queryFn: () => answerOf(api.GET('/api/v1/requests/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => pollInterval(isEnding(state.data)),
  });

/** Looked up again whenever the request it tells of has changed. */
export const useStory = (request: AccessRequest) =>
  useQuery({
    queryKey: ['requests', request.id, 'story', request.version, request.state, request.grant?.state],
    queryFn: () => answerOf(api.GET('/api/v1/requests/{id}/story', { params: { path: { id: request.id } } })),
    refetchInterval: () => pollInterval(isEnding(request)),
    placeholderData: keepPreviousData,
  });

export const useRequesterHistory = (id: string) =>
  useQuery({
    queryKey: ['requests', id, 'requester-history'],
    queryFn: () => answerOf(api.GET('/api/v1/requests/{id}/requester-history', { params: { path: { id } } })),
  });

export const useApprovals = (state: 'waiting' | 'decided') =>
  useInfiniteQuery({
    queryKey: ['approvals', state],
    ...byCursor,
    queryFn: ({ pageParam: cursor }) =>
      answerOf(api.GET('/api/v1/approvals', { params: { query: { state, cursor } } })),
    refetchInterval: () => pollInterval(false),
  });

export const useApprovalLink = (token: string) =>
  useQuery({
    queryKey: ['approval-links', token],
    queryFn: () => answerOf(api.GET('/api/v1/approval-links/{token}', { params: { path: { token } } })),
    refetchInterval: () => pollInterval(false),
  });

/** The links of one's own waiting request, to hand to those who were asked. */
export const useApprovalLinks = (request: AccessRequest) =>
  useQuery({
    queryKey: ['requests', request.id, 'approval-links', request.version],
    queryFn: () =>
      answerOf(api.GET('/api/v1/requests/{id}/approval-links', { params: { path: { id: request.id } } })),
  });

/** A request that changed changes lists, counts and the grants that hang on it. */
export function noteRequestChanged(client: QueryClient, request?: AccessRequest): void {
  if (request) client.setQueryData(['requests', request.id], request);
  for (const key of ['requests', 'approvals', 'approval-links', 'grants', 'attention']) {
    void client.invalidateQueries({ queryKey: [key] });
  }
}

export interface NewRequest {
  readonly profile: string;
  readonly justification: string;
  readonly ticket: string | null;
  readonly durationSeconds: number;
  /** RFC 3339; null for as soon as it is approved. */
  readonly startsAt: string | null;
}

/** `idempotencyKey` stays the same for as long as the person repeats the same ask. */
export function useAskForAccess() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ idempotencyKey, ...body }: NewRequest & { idempotencyKey: string }) =>
      answerOf(
        api.POST('/api/v1/requests', {
          body,
          headers: { 'Idempotency-Key': idempotencyKey },
        }),
      ),
    onSuccess: (request) => noteRequestChanged(client, request),
  });
}

export type RequestEdit = Omit<NewRequest, 'profile'>;

export function useEditRequest(request: AccessRequest) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (edit: RequestEdit) =>
      answerOf(
        api.PATCH('/api/v1/requests/{id}', {
          params: { path: { id: request.id } },
          body: { ...edit, version: request.version },
        }),
      ),
    onSuccess: (changed) => noteRequestChanged(client, changed),
  });
}

export function useCancelRequest(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answerOf(api.POST('/api/v1/requests/{id}/cancel', { params: { path: { id } }, body: {} })),
    onSuccess: (changed) => noteRequestChanged(client, changed),
  });
}

export interface Decision {
  readonly decision: 'approve' | 'deny';
  readonly reason?: string;
  readonly linkToken?: string;
  readonly stepUpToken: string;
}

/** Decides exactly what was shown: the version and the digest of the request go along. */
export function useDecide(request: AccessRequest) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ stepUpToken, ...decision }: Decision) =>
      answerOf(
        api.POST('/api/v1/requests/{id}/decisions', {
          params: { path: { id: request.id } },
          headers: { 'Sallyport-Step-Up': stepUpToken },
          body: { ...decision, version: request.version, digest: request.digest },
        }),
      ),
    onSuccess: (decided) => noteRequestChanged(client, decided),
    // Somebody else may have been first; what is shown must say so.
    onError: () => noteRequestChanged(client),
  });
}
