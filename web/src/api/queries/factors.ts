import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { createPasskey } from '../passkeys';
import { sessionQuery } from './session';
import { signed } from './step-up';

const FACTORS_KEY = ['factors'] as const;
const PEOPLE_KEY = ['people', 'factors'] as const;

export const useMyFactors = () =>
  useQuery({ queryKey: FACTORS_KEY, queryFn: () => answerOf(api.GET('/api/v1/factors')) });

export const usePeoplesFactors = () =>
  useQuery({ queryKey: PEOPLE_KEY, queryFn: () => answerOf(api.GET('/api/v1/people/factors')) });

/** A change after which the lists, and what the session can give, are read again. */
function useFactorMutation<Input, Answer>(call: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: async () => {
      // Sessions, tokens and command lines end with it.
      for (const queryKey of [FACTORS_KEY, PEOPLE_KEY, ['sessions'], ['api-tokens']])
        await client.invalidateQueries({ queryKey });
    },
  });
}

/** Reads the session anew once a factor has changed what it is or what it can give. */
export function useRereadSession() {
  const client = useQueryClient();
  return () => client.query({ ...sessionQuery, staleTime: 0 });
}

export const useEnrolmentCode = () =>
  useMutation({
    mutationFn: (enrolmentCode: string) =>
      answerOf(api.POST('/api/v1/factors/enrolment-code', { body: { enrolmentCode } })),
  });

export const useBeginAuthenticator = () =>
  useMutation({
    mutationFn: (stepUpToken: string | undefined) =>
      answerOf(api.POST('/api/v1/factors/authenticator', signed(stepUpToken))),
  });

export const useConfirmAuthenticator = () =>
  useFactorMutation((code: string) =>
    answerOf(api.POST('/api/v1/factors/authenticator/confirmation', { body: { code } })),
  );

export const useAddPasskey = () =>
  useFactorMutation(async ({ name, stepUpToken }: { name: string; stepUpToken?: string }) => {
    const { publicKey } = await answerOf(api.POST('/api/v1/factors/passkeys/options', signed(stepUpToken)));
    const passkey = await createPasskey(publicKey);
    return answerOf(api.POST('/api/v1/factors/passkeys', { body: { name, passkey: passkey as never } }));
  });

export const useRenamePasskey = () =>
  useFactorMutation(({ id, name }: { id: string; name: string }) =>
    answerOf(api.PATCH('/api/v1/factors/passkeys/{id}', { params: { path: { id } }, body: { name } })),
  );

export const useRemovePasskey = () =>
  useFactorMutation(({ id, stepUpToken }: { id: string; stepUpToken: string }) =>
    answerOf(
      api.DELETE('/api/v1/factors/passkeys/{id}', { params: { path: { id } }, ...signed(stepUpToken) }),
    ),
  );

export const useRemoveAuthenticator = () =>
  useFactorMutation((stepUpToken: string) =>
    answerOf(api.DELETE('/api/v1/factors/authenticator', signed(stepUpToken))),
  );

export const useMakeRecoveryCodes = () =>
  useFactorMutation((stepUpToken: string) =>
    answerOf(api.POST('/api/v1/factors/recovery-codes', signed(stepUpToken))),
  );

interface ForPerson {
  readonly id: string;
  readonly stepUpToken: string;
}

export const useIssueEnrolmentCode = () =>
  useFactorMutation(({ id, stepUpToken }: ForPerson) =>
    answerOf(
      api.POST('/api/v1/people/{id}/enrolment-code', { params: { path: { id } }, ...signed(stepUpToken) }),
    ),
  );

export const useRemoveFactors = () =>
  useFactorMutation(({ id, stepUpToken }: ForPerson) =>
    answerOf(api.DELETE('/api/v1/people/{id}/factors', { params: { path: { id } }, ...signed(stepUpToken) })),
  );

export const useLiftHold = () =>
  useFactorMutation(({ id, stepUpToken }: ForPerson) =>
    answerOf(api.DELETE('/api/v1/people/{id}/hold', { params: { path: { id } }, ...signed(stepUpToken) })),
  );
