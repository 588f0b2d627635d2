import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../client';
import type { NewAbsence } from '../types';
import { signed } from './step-up';

const ABSENCES = ['absences'];

/** When the person is away and who stands in, and for whom the person stands in. */
export const useAbsences = () =>
  useQuery({ queryKey: ABSENCES, queryFn: () => answerOf(api.GET('/api/v1/absences')) });

/** Colleagues who could stand in, by what was typed. */
export const useStandIns = (search: string) =>
  useQuery({
    queryKey: [...ABSENCES, 'stand-ins', search],
    queryFn: () => answerOf(api.GET('/api/v1/absences/stand-ins', { params: { query: { search } } })),
    placeholderData: keepPreviousData,
  });

/** What is signed is exactly what was typed. */
export function useRecordAbsence() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ stepUpToken, ...body }: NewAbsence & { readonly stepUpToken?: string }) =>
      answerOf(api.POST('/api/v1/absences', { ...signed(stepUpToken), body })),
    onSuccess: (absences) => client.setQueryData(ABSENCES, absences),
  });
}

export function useEndAbsence() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/absences/{id}/end', { params: { path: { id } }, body: {} })),
    onSettled: () => client.invalidateQueries({ queryKey: ABSENCES }),
  });
}
