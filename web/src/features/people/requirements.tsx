import { IconCertificate } from '@tabler/icons-react';
import { useMay, useSession } from '../../api/queries/session';
import type { PersonDetail, Requirement } from '../../api/types';
import { EmptyState } from '../../ui/empty-state';
import { Fact, Facts } from '../../ui/facts';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { sentenceCase } from '../../ui/words';
import { dayWords } from './days';
import classes from './person-page.module.css';
import { RecordPrerequisite } from './record-prerequisite';

/** What the access profiles open to this person ask for, and how it stands. */
export function Requirements({ person }: { readonly person: PersonDetail }) {
  const { requirements } = person;
  // Nobody records their own, nor those of another account of theirs: of that the broker judges.
  const self = useSession().person?.id === person.id;
  const mayRecord = useMay('people.record') && !self;
  return (
    <Section title="Prerequisites" frame={requirements.length === 0 ? 'list' : 'card'}>
      {requirements.length === 0 ? (
        <EmptyState icon={IconCertificate} title="Nothing is asked for">
          No access profile that is open to this person’s job roles needs a training or an agreement.
        </EmptyState>
      ) : (
        <Facts>
          {requirements.map((requirement) => (
            <Fact key={requirement.kind} name={sentenceCase(requirement.title)}>
              <div className={classes.row}>
                <span>
                  <StateBadge kind="prerequisite" state={requirement.state} /> {wordsOf(requirement)}
                </span>
                {mayRecord && <RecordPrerequisite person={person} requirement={requirement} />}
              </div>
            </Fact>
          ))}
        </Facts>
      )}
    </Section>
  );
}

function wordsOf({ completedOn, lastDay, remedy }: Requirement): string {
  if (completedOn === null) return remedy;
  const until = lastDay === null ? '' : `, counts until ${dayWords(lastDay)}`;
  return `Met on ${dayWords(completedOn)}${until}.`;
}
