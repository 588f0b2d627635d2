import { useStory } from '../../api/queries/requests';
import { useMay } from '../../api/queries/session';
import type { AccessRequest } from '../../api/types';
import { ProblemMessage } from '../../ui/problem-message';
import { Section } from '../../ui/section';
import { Story } from '../../ui/story';
import { nextStep } from './next-step';
import { NextStepWords } from './next-step-words';
import { Reading } from '../../ui/reading';

export function RequestStory({ request }: { readonly request: AccessRequest }) {
  const { data, error, refetch } = useStory(request);
  const mayReadAudit = useMay('audit.read');
  const next = nextStep(request);
  return (
    <Section title="Story">
      {error && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Reading lines={3} />}
      {data && (
        <Story items={data.items} mayReadAudit={mayReadAudit} next={next && <NextStepWords step={next} />} />
      )}
    </Section>
  );
}
