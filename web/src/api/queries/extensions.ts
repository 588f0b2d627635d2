import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { noteRequestChanged } from './requests';

export interface MoreTime {
  readonly justification: string;
  readonly ticket: string | null;
  readonly durationSeconds: number;
}

/** `idempotencyKey` stays the same for as long as the person repeats the same ask. */
export function useAskForMoreTime(grantId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ idempotencyKey, ...body }: MoreTime & { idempotencyKey: string }) =>
      answerOf(
        api.POST('/api/v1/grants/{id}/extensions', {
          params: { path: { id: grantId } },
          body,
          headers: { 'Idempotency-Key': idempotencyKey },
        }),
      ),
    onSuccess: (request) => noteRequestChanged(client, request),
  });
}
