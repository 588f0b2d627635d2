import { IconCertificate } from '@tabler/icons-react';
import type { PersonDetail } from '../../api/types';
import { EmptyState } from '../../ui/empty-state';
import { Fact, Facts } from '../../ui/facts';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { sentenceCase } from '../../ui/words';

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const dayWords = (day: string): string => DAY.format(new Date(`${day}T00:00:00Z`));

/** What the access profiles open to this person ask for, and how it stands. */
export const Requirements = ({ person: { requirements } }: { readonly person: PersonDetail }) => (
  <Section title="Prerequisites" frame={requirements.length === 0 ? 'list' : 'card'}>
    {requirements.length === 0 ? (
      <EmptyState icon={IconCertificate} title="Nothing is asked for">
        No access profile that is open to this person’s job roles needs a training or an agreement.
      </EmptyState>
    ) : (
      <Facts>
        {requirements.map((requirement) => (
          <Fact key={requirement.kind} name={sentenceCase(requirement.title)}>
            <StateBadge kind="prerequisite" state={requirement.state} /> {wordsOf(requirement)}
          </Fact>
        ))}
      </Facts>
    )}
  </Section>
);

function wordsOf({ completedOn, lastDay, remedy }: PersonDetail['requirements'][number]): string {
  if (completedOn === null) return remedy;
  const until = lastDay === null ? '' : `, counts until ${dayWords(lastDay)}`;
  return `Met on ${dayWords(completedOn)}${until}.`;
}
