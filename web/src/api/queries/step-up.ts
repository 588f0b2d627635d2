import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../client';

/** One action on one thing in exactly the shape whose digest was shown. */
export interface Signing {
  readonly action:
    | 'requests.approve'
    | 'requests.deny'
    | 'grants.claim'
    | 'grants.end-everything'
    | 'grants.lift-halt'
    | 'identity.allow-device'
    | 'identity.make-token';
  readonly subjectId: string;
  readonly digest: string;
}

/** Trades a fresh code for a token that is good for this one action. */
export const useStepUp = () =>
  useMutation({
    mutationFn: (body: Signing & { code: string }) => answerOf(api.POST('/api/v1/step-ups', { body })),
  });
