import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import type { ListPreview } from '../types';

/** The file as it is on disk: what it is written in is for the broker to judge. */
export interface ChosenList {
  readonly name: string;
  readonly bytes: ArrayBuffer;
  readonly complete: boolean;
}

const asFile = (bytes: ArrayBuffer) => ({
  body: bytes,
  bodySerializer: (body: unknown) => body as ArrayBuffer,
});
const CSV = { 'Content-Type': 'text/csv' };

/** What the list would change; changes nothing. */
export const useListPreview = () =>
  useMutation({
    mutationFn: ({ bytes, complete }: ChosenList) =>
      answerOf(
        api.POST('/api/v1/people-list/preview', {
          params: { query: { complete: String(complete) } },
          headers: CSV,
          ...asFile(bytes),
        }),
      ),
  });

interface SignedList {
  readonly list: ChosenList;
  readonly shown: ListPreview;
  readonly stepUpToken: string;
}

/** Exactly what was shown. The number of those who leave is said with it, since whoever signs has typed it. */
export function useApplyList() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ list: { bytes, complete }, shown: { digest, manyLeave }, stepUpToken }: SignedList) =>
      answerOf(
        api.POST('/api/v1/people-list', {
          params: { query: { complete: String(complete), digest, leaving: manyLeave?.leaving } },
          headers: { ...CSV, 'Sallyport-Step-Up': stepUpToken },
          ...asFile(bytes),
        }),
      ),
    onSuccess: () => {
      for (const key of ['people', 'grants', 'requests']) void client.invalidateQueries({ queryKey: [key] });
    },
  });
}
