import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
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

const somethingEnds = (system: SystemDetail | undefined): boolean =>
  system !== undefined && system.leases.ending + system.leases.unconfirmed.length > 0;

export const useSystem = (key: string) =>
  useQuery({
    queryKey: ['systems', key],
    queryFn: () => answerOf(api.GET('/api/v1/systems/{key}', { params: { path: { key } } })),
    refetchInterval: ({ state }) => pollInterval(somethingEnds(state.data)),
  });

export function useCheckSystem(key: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answerOf(api.POST('/api/v1/systems/{key}/check', { params: { path: { key } }, body: {} })),
    onSuccess: (system) => client.setQueryData(['systems', key], system),
  });
}
