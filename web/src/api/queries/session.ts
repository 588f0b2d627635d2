import {
  queryOptions,
  useQuery,
  useMutation,
  useQueryClient,
  useSuspenseQuery,
  type QueryClient,
} from '@tanstack/react-query';
import { answerOf, api, rememberCsrfToken } from '../client';
import { pollInterval } from '../live';
import { askPasskey } from '../passkeys';
import { setSessionOver } from '../session-over';
import type { Attention, Session } from '../types';

const SESSION_KEY = ['session'] as const;

async function fetchSession(client: QueryClient): Promise<Session> {
  const found = await answerOf(api.GET('/api/v1/session'));
  rememberCsrfToken(found.csrfToken);
  const known = client.getQueryData<Session>(SESSION_KEY);
  if (known?.state !== 'signed-in' || found.state === 'signed-in') return found;
  // It ended behind the page's back. What was known is kept, so that the page stays while the person signs in again.
  setSessionOver(true);
  return known;
}

export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: ({ client }) => fetchSession(client),
  refetchInterval: ({ state }) => (state.data?.state === 'signed-in' ? pollInterval(false) : false),
});

const NOTHING_WAITS: Attention = { waitingApprovals: 0, unconfirmedLeases: 0, halts: [], organisation: '' };

/** What waits for the person, for the counts and banners of the shell. */
export const useAttention = (): Attention =>
  useQuery({
    queryKey: ['attention'],
    queryFn: () => answerOf(api.GET('/api/v1/attention')),
    refetchInterval: () => pollInterval(false),
  }).data ?? NOTHING_WAITS;

/** The session of this browser. Rendered below the router, which loads it first. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data;

export const useMay = (ability: string): boolean => useSession().abilities.includes(ability);

/** A call that answers with the session as it is from then on. */
export function useSessionMutation<T>(call: (input: T) => Promise<Session>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess(session) {
      rememberCsrfToken(session.csrfToken);
      // Half a session (the second factor is still missing) is nothing that a page may be shown with.
      if (session.state === 'signed-in') client.setQueryData(SESSION_KEY, session);
    },
  });
}

export const useSignIn = () =>
  useSessionMutation((body: { handle: string; password: string }) =>
    answerOf(api.POST('/api/v1/session', { body })),
  );

/** A second factor as a form has it: what was typed, or the wish to be asked for a passkey. */
export type TypedProof = { readonly code: string } | { readonly recoveryCode: string } | 'passkey';

async function passkeyAnswer(autofill?: boolean) {
  const { publicKey } = await answerOf(api.POST('/api/v1/session/passkey-options'));
  return (await askPasskey(publicKey, autofill)) as never;
}

export const useSecondFactor = () =>
  useSessionMutation(async (proof: TypedProof) => {
    const body = proof === 'passkey' ? { passkey: await passkeyAnswer() } : proof;
    return answerOf(api.POST('/api/v1/session/second-factor', { body }));
  });

/** Both factors at once. With `autofill` it waits until a passkey is chosen where the name is typed. */
export const useSignInWithPasskey = () =>
  useSessionMutation(async ({ autofill }: { autofill: boolean }) =>
    answerOf(api.POST('/api/v1/session/passkey', { body: { passkey: await passkeyAnswer(autofill) } })),
  );

/** Ends the session at the broker and forgets everything that was read under it. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/api/v1/session')),
    onSuccess() {
      client.clear();
      setSessionOver(false);
    },
  });
}
