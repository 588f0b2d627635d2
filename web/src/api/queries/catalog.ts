import { useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { pollInterval } from '../live';
import type { SystemDetail } from '../types';

export const useProfiles = () =>
  useQuery({
    queryKey: ['profiles'],
    queryFn: () => answerOf(api.GET('/api/v1/profiles')),
  });

export const useProfile = (key: string) =>
  useQuery({
    queryKey: ['profiles', key],
    queryFn: () => answerOf(api.GET('/api/v1/profiles/{key}', { params: { path: { key } } })),
  });

export const useSystems = () =>
  useQuery({
    queryKey: ['systems'],
    queryFn: () => answerOf(api.GET('/api/v1/systems')),
    refetchInterval: () => pollInterval(false),
  });

const SOON_MS = 2_000;

/** Between a wish to look at the target and the worker's answer, `checkedAt` stands still. */
export function useSystem(key: string, awaitedSince?: string | null) {
  const isAwaited = (system: SystemDetail | undefined) =>
    awaitedSince !== undefined && system?.checkedAt === awaitedSince;
  const somethingEnds = (system: SystemDetail | undefined) =>
    system !== undefined && system.leases.ending.length + system.leases.unconfirmed.length > 0;
  return useQuery({
    queryKey: ['systems', key],
    queryFn: () => answerOf(api.GET('/api/v1/systems/{key}', { params: { path: { key } } })),
    refetchInterval: ({ state: { data } }) => (isAwaited(data) ? SOON_MS : pollInterval(somethingEnds(data))),
  });
}

/** Asks a worker to look at the target; its answer shows in the system's `checkedAt`. */
export const useCheckSystem = (key: string) =>
  useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/systems/{key}/check', { params: { path: { key } } })),
  });
