import { Button } from '@mantine/core';
import { useAbsences, useEndAbsence } from '../../../api/queries/absences';
import type { Absence } from '../../../api/types';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { RelativeTime } from '../../../ui/relative-time';
import { Section } from '../../../ui/section';
import classes from '../../identity/sign-ins/sign-ins.module.css';
import { RecordAbsence } from './record-absence';

/** When one is away, who approves in one's place, and for whom one stands in. */
export function AbsenceSection() {
  const { data, error, refetch } = useAbsences();
  return (
    <Section title="When you are away" frame="list" aside={<RecordAbsence />}>
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ReadingRows rows={1} lines={2} />}
      {data && (
        <ul className={classes.rows}>
          {data.items.length === 0 && (
            <li className={classes.row}>
              <div className={classes.detail}>
                You are not away, and stand in for nobody. Before a holiday, say who approves in your place.
              </div>
            </li>
          )}
          {data.items.map((absence) => (
            <AbsenceRow key={absence.id} absence={absence} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function AbsenceRow({ absence }: { readonly absence: Absence }) {
  const end = useEndAbsence();
  const { id, whose, person, standIn, from, until, inForce } = absence;
  const mine = whose === 'mine';
  return (
    <li className={classes.row}>
      <div>
        <div className={classes.name}>
          {mine ? `${standIn.name} stands in for you` : `You stand in for ${person.name}`}
          {!inForce && <span className={classes.mark}>To come</span>}
        </div>
        <div className={classes.detail}>
          {!inForce && (
            <>
              From <RelativeTime at={from} />,{' '}
            </>
          )}
          {inForce ? 'Until' : 'until'} <RelativeTime at={until} />. {scopeWords(absence)}
        </div>
        {end.error && <ProblemMessage error={end.error} />}
      </div>
      <Button size="xs" loading={end.isPending} onClick={() => end.mutate(id)}>
        {mine ? endWords(inForce) : 'Give it up'}
      </Button>
    </li>
  );
}

const endWords = (inForce: boolean): string => (inForce ? 'I am back' : 'Take it back');

const scopeWords = ({ standIn, whose }: Absence): string => {
  if (standIn.personalData) return '';
  return whose === 'mine'
    ? 'Requests for personal data still wait for you: only the circle and the data protection officer stand in for those.'
    : 'Requests for personal data are left out.';
};
