import { useGrant } from '../../../api/queries/grants';
import { Fact, Facts } from '../../../ui/facts';
import { PersonalDataMark } from '../../../ui/personal-data-mark';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { Section } from '../../../ui/section';
import { durationWords } from '../../../ui/words';
import { AnswerPanel } from './answer-panel';
import { claimUnder } from './claim-under';
import type { AskedProps } from './asked-props';

/** Which log-in would be handed to the command line, as the grant stands now. */
export function ClaimAsked(props: AskedProps) {
  const { asked } = props;
  const { data: grant, error, refetch } = useGrant(asked.subjectId);
  if (error && !grant) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  if (!grant) return <ReadingRows rows={3} lines={1} />;
  const claim = claimUnder(grant, asked.digest);
  const { profile } = grant;
  return (
    <>
      {claim && (
        <Section title="What you confirm">
          <Facts>
            <Fact name="Makes">
              {claim.replace ? 'A new log-in, ' : 'A log-in, '}
              <strong>
                {claim.name} at {claim.system}
              </strong>
              , and hands it to that command line
            </Fact>
            <Fact name="Under">
              {profile.name} {profile.personalData && <PersonalDataMark />}
            </Fact>
            <Fact name="For">
              {grant.state === 'claimable'
                ? `${durationWords(grant.durationSeconds)}, starting now`
                : 'The time that is left'}
            </Fact>
            {claim.replace && (
              <Fact name="Ends">The log-in made before: it stops working, and its connections are cut</Fact>
            )}
          </Facts>
        </Section>
      )}
      <AnswerPanel
        {...props}
        stands={claim !== undefined}
        verb="Make the log-in"
        words={
          claim && (
            <>
              <strong>{profile.name}</strong>: {claim.name} at {claim.system}.
            </>
          )
        }
      />
    </>
  );
}
