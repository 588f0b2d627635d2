import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { pollInterval } from '../live';
import type { NotificationChoice } from '../types';

const PREFERENCE = ['notifications', 'preference'];

export const useNotificationPreference = () =>
  useQuery({
    queryKey: PREFERENCE,
    queryFn: () => answerOf(api.GET('/api/v1/notifications/preference')),
  });

export function useChooseNotifications() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NotificationChoice) => answerOf(api.PUT('/api/v1/notifications/preference', { body })),
    onSuccess: (preference) => client.setQueryData(PREFERENCE, preference),
  });
}

export const useUndelivered = (enabled: boolean) =>
  useQuery({
    queryKey: ['notifications', 'undelivered'],
    queryFn: () => answerOf(api.GET('/api/v1/notifications/undelivered')),
    refetchInterval: () => pollInterval(false),
    enabled,
  });
