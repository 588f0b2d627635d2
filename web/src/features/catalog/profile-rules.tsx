import type { Profile } from '../../api/types';
import { Fact, Facts } from '../../ui/facts';
import { Section } from '../../ui/section';
import { durationWords, inWords, sentenceCase, ticketForm } from '../../ui/words';
import classes from './profile-page.module.css';
import { prerequisiteWords } from './prerequisite-words';

/** The rules of a profile as one would explain them to a new colleague. */
export function ProfileRules({ profile }: { readonly profile: Profile }) {
  const { duration, approvals, eligibleJobRoles, prerequisites, ticket, processingActivity } = profile;
  return (
    <Section title="The rules, in words">
      <Facts>
        <Fact name="Who may ask">
          {eligibleJobRoles.length === 0
            ? 'Nobody'
            : `The job role ${inWords(
                eligibleJobRoles.map(({ title }) => title),
                'or',
              )}`}
          {prerequisites.length > 0 && (
            <div className={classes.detail}>With {inWords(prerequisites.map(prerequisiteWords), 'and')}</div>
          )}
        </Fact>
        <Fact name="Who approves">
          <Stages approvals={approvals} />
          {approvals.candidates.length > 0 && (
            <>
              <div className={classes.detail}>
                {profile.eligibility.eligible ? 'If you asked now:' : 'At the moment:'}
              </div>
              <ul className={classes.because}>
                {approvals.candidates.map(({ id, because }) => (
                  <li key={id}>{because}</li>
                ))}
              </ul>
            </>
          )}
        </Fact>
        {profile.useHours && <Fact name="When">{profile.useHours.words}, and no longer</Fact>}
        <Fact name="How long">
          {durationWords(duration.defaultSeconds)} unless asked otherwise, from{' '}
          {durationWords(duration.minimumSeconds)} to {durationWords(duration.maximumSeconds)}; taken within{' '}
          {durationWords(profile.claimWindowSeconds)} of the approval
        </Fact>
        {profile.pauseAfterDenialSeconds > 0 && (
          <Fact name="After a denial">
            {durationWords(profile.pauseAfterDenialSeconds)} until it can be asked for again
          </Fact>
        )}
        <Fact name="What to say">
          A reason of at least {profile.minimumJustification} characters
          {ticket && (
            <>
              , and {ticket.required ? 'a ticket' : 'a ticket if there is one'},{' '}
              <TicketForm pattern={ticket.pattern} />
            </>
          )}
        </Fact>
        <Fact name="Which data">{sentenceCase(profile.dataCategory)}</Fact>
        <Fact name="Purpose">{sentenceCase(profile.purpose)}</Fact>
        <Fact name="Processing activity">
          {processingActivity.title} (record of processing, GDPR Article 30)
        </Fact>
      </Facts>
    </Section>
  );
}

function Stages({ approvals: { asked, order, witnesses, byPolicy } }: Pick<Profile, 'approvals'>) {
  const inOrder = order === 'in-order' && asked.length > 1;
  return (
    <>
      {byPolicy !== null && (
        <>
          The policy itself, and nobody is asked
          <div className={classes.detail}>{byPolicy}</div>
        </>
      )}
      {asked.map(({ count, who, escalation, heldTogetherWith }, index) => (
        <div key={`${index}-${who}`}>
          {inOrder && (index === 0 ? 'First, ' : 'Then, ')}
          {heldTogetherWith === null
            ? peopleWords(count, inOrder)
            : `${inOrder ? 'one' : 'One'} extra approver`}
          : {who}
          {heldTogetherWith !== null && (
            <span className={classes.detail}> (because you hold “{heldTogetherWith}”)</span>
          )}
          {escalation && (
            <span className={classes.detail}>
              {' '}
              (without an answer for {durationWords(escalation.afterSeconds)}, also {escalation.who})
            </span>
          )}
        </div>
      ))}
      {witnesses.length > 0 && (
        <div className={classes.detail}>
          Told as witness, who may deny:{' '}
          {inWords(
            witnesses.map(({ name }) => name),
            'and',
          )}
        </div>
      )}
    </>
  );
}

const peopleWords = (count: number, inSentence: boolean): string => {
  if (count > 1) return `${count} people`;
  return inSentence ? 'one person' : 'One person';
};

function TicketForm({ pattern }: { readonly pattern: string }) {
  const form = ticketForm(pattern);
  if (form) return <>such as {inWords(form.examples, 'or')}</>;
  return (
    <>
      in the form <code>{pattern}</code>
    </>
  );
}
