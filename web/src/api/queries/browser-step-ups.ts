import { queryOptions, useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import { signed } from './step-up';

/** What a command line waits for under a link. Asked once: only this page can change it, and it says so itself. */
export const browserStepUpQuery = (link: string) =>
  queryOptions({
    queryKey: ['browser-step-up', link],
    queryFn: () => answerOf(api.GET('/api/v1/browser-step-ups/{link}', { params: { path: { link } } })),
    retry: false,
    staleTime: 'static',
    gcTime: 0,
  });

interface BrowserStepUpDecision {
  readonly decision: 'confirm' | 'refuse';
  readonly stepUpToken?: string;
}

export const useDecideBrowserStepUp = (link: string) =>
  useMutation({
    mutationFn: ({ decision, stepUpToken }: BrowserStepUpDecision) =>
      answerOf(
        api.POST('/api/v1/browser-step-ups/{link}/decision', {
          params: { path: { link } },
          body: { decision },
          ...signed(stepUpToken),
        }),
      ),
  });
