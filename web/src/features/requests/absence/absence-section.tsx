import { Button } from '@mantine/core';
import { IconBeach } from '@tabler/icons-react';
import { useAbsences, useEndAbsence } from '../../../api/queries/absences';
import type { Absence } from '../../../api/types';
import { EmptyState } from '../../../ui/empty-state';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { RelativeTime } from '../../../ui/relative-time';
import { Row, RowDetail, RowMark, Rows } from '../../../ui/rows';
import { Section } from '../../../ui/section';
import { RecordAbsence } from './record-absence';

/** When one is away, who approves in one's place, and for whom one stands in. */
export function AbsenceSection() {
  const { data, error, refetch } = useAbsences();
  return (
    <Section title="When you are away" frame="list" aside={data?.approves && <RecordAbsence />}>
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ReadingRows rows={1} lines={2} />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconBeach} title="You are here, and stand in for nobody">
          {data.approves
            ? 'Before a holiday, say who approves in your place. They are told.'
            : 'You approve nothing, so nobody has to stand in for you.'}
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <Rows>
          {data.items.map((absence) => (
            <AbsenceRow key={absence.id} absence={absence} />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function AbsenceRow({ absence }: { readonly absence: Absence }) {
  const end = useEndAbsence();
  const { id, whose, person, standIn, from, until, inForce } = absence;
  const mine = whose === 'mine';
  return (
    <Row
      name={
        <>
          {mine ? `${standIn.name} stands in for you` : `You stand in for ${person.name}`}
          {!inForce && <RowMark>To come</RowMark>}
        </>
      }
      action={
        <Button size="xs" loading={end.isPending} onClick={() => end.mutate(id)}>
          {mine ? endWords(inForce) : 'Give it up'}
        </Button>
      }
    >
      <RowDetail>
        {!inForce && (
          <>
            Begins <RelativeTime at={from} />.{' '}
          </>
        )}
        Ends <RelativeTime at={until} />. {scopeWords(absence)}
      </RowDetail>
      {end.error && <ProblemMessage error={end.error} />}
    </Row>
  );
}

const endWords = (inForce: boolean): string => (inForce ? 'I am back' : 'Take it back');

const scopeWords = ({ standIn, whose }: Absence): string => {
  if (standIn.personalData) return '';
  return whose === 'mine'
    ? 'Requests for personal data still wait for you: only the circle and the data protection officer stand in for those.'
    : 'Requests for personal data are left out.';
};
