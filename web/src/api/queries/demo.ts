import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../client';

const UNTIL_NEXT_CODE_MS = 1_000;
const WHILE_NOTHING_KNOWN_MS = 30_000;

/** Asks again as soon as the shown codes are used up. */
export const useDemoPeople = (enabled = true) =>
  useQuery({
    enabled,
    queryKey: ['demo', 'people'],
    queryFn: () => answerOf(api.GET('/api/v1/demo/people')),
    refetchInterval: ({ state }) => {
      const secondsLeft = state.data?.items[0]?.secondsLeft;
      if (secondsLeft === undefined) return WHILE_NOTHING_KNOWN_MS;
      return Math.max(UNTIL_NEXT_CODE_MS, secondsLeft * 1_000);
    },
  });

/** Where the demonstration's own targets answer: does not change while the server runs. */
export const useDemoPlaces = () =>
  useQuery({
    queryKey: ['demo', 'places'],
    queryFn: () => answerOf(api.GET('/api/v1/demo/places')),
    staleTime: Infinity,
  });

/** What would have been sent by e-mail. */
export const useDemoMail = () =>
  useQuery({
    queryKey: ['demo', 'mail'],
    queryFn: () => answerOf(api.GET('/api/v1/demo/mail')),
    refetchInterval: 10_000,
  });
