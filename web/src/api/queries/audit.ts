import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { pollInterval } from '../live';
import type { AuditEvent } from '../types';
import { byCursor } from './paging';

/** What the list is narrowed to; every field is also a parameter of the page's address. */
export interface AuditFilter {
  readonly type?: string;
  readonly actor?: string;
  readonly subject?: string;
  readonly severity?: AuditEvent['severity'];
  readonly q?: string;
  readonly from?: string;
  readonly to?: string;
}

export const useAuditEvents = (filter: AuditFilter) =>
  useInfiniteQuery({
    queryKey: ['audit', 'events', filter],
    ...byCursor,
    queryFn: ({ pageParam: cursor }) =>
      answerOf(api.GET('/api/v1/audit/events', { params: { query: { ...filter, cursor } } })),
    placeholderData: keepPreviousData,
  });

export const useAuditEvent = (id: string | undefined) =>
  useQuery({
    queryKey: ['audit', 'event', id],
    queryFn: () => answerOf(api.GET('/api/v1/audit/events/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: id !== undefined,
  });

export const useAuditStatus = () =>
  useQuery({
    queryKey: ['audit', 'status'],
    queryFn: () => answerOf(api.GET('/api/v1/audit/status')),
    refetchInterval: () => pollInterval(false),
  });
