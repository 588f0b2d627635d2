import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { pollInterval } from '../live';
import { signed } from './step-up';

const PAGE = ['break-glass'];

export const useBreakGlass = () =>
  useQuery({
    queryKey: PAGE,
    queryFn: () => answerOf(api.GET('/api/v1/break-glass')),
    refetchInterval: () => pollInterval(false),
  });

export interface Taking {
  readonly profile: string;
  readonly reason: string;
  readonly durationSeconds: number;
}

/** Without a step-up the refusal says what to sign. */
export function useBreakTheGlass() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ stepUpToken, ...body }: Taking & { readonly stepUpToken?: string }) =>
      answerOf(api.POST('/api/v1/break-glass', { body, ...signed(stepUpToken) })),
    onSuccess: () => client.invalidateQueries(),
  });
}

export interface Review {
  readonly verdict: 'justified' | 'not-justified';
  readonly note: string;
}

export function useReviewBreakGlass(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ stepUpToken, ...body }: Review & { readonly stepUpToken?: string }) =>
      answerOf(
        api.POST('/api/v1/break-glass/{id}/review', {
          params: { path: { id } },
          body,
          ...signed(stepUpToken),
        }),
      ),
    onSuccess: (page) => client.setQueryData(PAGE, page),
  });
}
