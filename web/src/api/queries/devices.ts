import { queryOptions, useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../client';

/** A command line that waits under a code. Asked once: each question with a wrong code is one of few attempts. */
export const deviceQuery = (userCode: string) =>
  queryOptions({
    queryKey: ['device', userCode],
    queryFn: () =>
      answerOf(api.GET('/api/v1/device-authorizations/{userCode}', { params: { path: { userCode } } })),
    retry: false,
    staleTime: 'static',
    gcTime: 0,
  });

interface DeviceDecision {
  readonly decision: 'allow' | 'deny';
  readonly stepUpToken?: string;
}

export const useDecideDevice = (userCode: string) =>
  useMutation({
    mutationFn: ({ decision, stepUpToken }: DeviceDecision) =>
      answerOf(
        api.POST('/api/v1/device-authorizations/{userCode}/decision', {
          params: { path: { userCode } },
          body: { decision },
          headers: stepUpToken === undefined ? {} : { 'Sallyport-Step-Up': stepUpToken },
        }),
      ),
  });
