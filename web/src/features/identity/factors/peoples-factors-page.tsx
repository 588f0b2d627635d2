import { usePeoplesFactors } from '../../../api/queries/factors';
import { Page } from '../../../ui/page';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { Section } from '../../../ui/section';
import { PersonsFactorsRow } from './persons-factors-row';

/** For whoever vouches for others: who has which factors, and what can be done for those who have none. */
export function PeoplesFactorsPage() {
  const { data, error, refetch } = usePeoplesFactors();
  const items = data?.items ?? [];
  const needed = items.filter(({ required }) => required);
  const others = items.filter(({ required }) => !required);
  return (
    <Page
      title="Second factors of people"
      lead="The circle, the data protection officer and everybody who may approve something enrol their first second factor with a code that you read out to them."
    >
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ReadingRows rows={6} lines={2} />}
      {needed.length > 0 && (
        <Section title="Who must have one" frame="list">
          {needed.map((person) => (
            <PersonsFactorsRow key={person.id} person={person} />
          ))}
        </Section>
      )}
      {others.length > 0 && (
        <Section title="Everybody else" frame="list">
          {others.map((person) => (
            <PersonsFactorsRow key={person.id} person={person} />
          ))}
        </Section>
      )}
    </Page>
  );
}
