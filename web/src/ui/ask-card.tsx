import type { AccessRequest } from '../api/types';
import { AllowsList } from './allows-list';
import { ClockTime } from './clock-time';
import classes from './ask-card.module.css';
import { Fact, Facts } from './facts';
import { Fingerprint } from './fingerprint';
import { GuardBadge } from './guard-badge';
import { PersonalDataMark } from './personal-data-mark';
import { RelativeTime } from './relative-time';
import { durationWords, inWords, sentenceCase } from './words';

/** Who asks for what, why, for how long, and what a signature would cover: exactly what is granted, nothing else. */
export function AskCard({ request }: { readonly request: AccessRequest }) {
  const { requester, profile, extension } = request;
  return (
    <article
      className={classes.card}
      aria-label={`${requester.name} asks for ${extension ? 'more time with ' : ''}${profile.name}`}
    >
      <p className={classes.who}>
        <strong>{requester.name}</strong>
        {requester.jobRoles.length > 0 && <> ({inWords(requester.jobRoles, 'and')})</>} asks for{' '}
        {extension && (
          <>
            <strong>more time</strong> with{' '}
          </>
        )}
        <strong>{profile.name}</strong>
      </p>
      <Facts>
        <Fact name="Why">
          <q className={classes.justification}>{request.justification}</q>
          {request.ticket !== null && <div className={classes.detail}>Ticket {request.ticket}</div>}
        </Fact>
        {extension ? (
          <Fact name="How much more">
            <ExtensionWords extension={extension} durationSeconds={request.durationSeconds} />
          </Fact>
        ) : (
          <Fact name="How long">
            <strong>{durationWords(request.durationSeconds)}</strong>, counted from the first use
            <div className={classes.detail}>
              <StartWords startsAt={request.startsAt} />
            </div>
          </Fact>
        )}
        <Fact name="Which data">
          {sentenceCase(profile.dataCategory)} {profile.personalData && <PersonalDataMark />}
          <div className={classes.detail}>Purpose: {profile.purpose}</div>
          <div className={classes.detail}>Processing activity: {profile.processingActivity}</div>
        </Fact>
        {request.heldTogetherWith.length > 0 && (
          <Fact name="Held as well">
            <strong>{inWords(request.heldTogetherWith, 'and')}</strong>
            <div className={classes.detail}>
              Nobody may hold both without an extra approval, so one more person is asked.
            </div>
          </Fact>
        )}
        <Fact name="What it allows">
          <AllowsList allows={profile.allows} />
        </Fact>
        {profile.allowsNot.length > 0 && (
          <Fact name="What it does not">
            <AllowsList allowsNot={profile.allowsNot} />
          </Fact>
        )}
        <Fact name="Where">
          {profile.systems.map(({ key, name, guard }) => (
            <div key={key} className={classes.system}>
              {name} <GuardBadge guard={guard} />
              {guard && <div className={classes.detail}>{guard.summary}</div>}
            </div>
          ))}
        </Fact>
        <Fact name="Fingerprint">
          <Fingerprint digest={request.digest} />
          <div className={classes.detail}>
            A code confirms exactly what stands here. If anything in it changes, so does the fingerprint, and
            given approvals are void.
          </div>
        </Fact>
      </Facts>
    </article>
  );
}

interface ExtensionWordsProps {
  readonly extension: NonNullable<AccessRequest['extension']>;
  readonly durationSeconds: number;
}

/** From which end to which, and what that makes in all. */
function ExtensionWords({ extension, durationSeconds }: ExtensionWordsProps) {
  const { from, until, totalSeconds, latestEnd } = extension;
  return (
    <>
      <strong>{durationWords(durationSeconds)}</strong>, from <ClockTime at={from} /> to{' '}
      <strong>
        <ClockTime at={until} />
      </strong>
      <div className={classes.detail}>
        An extension of access that is in use: {durationWords(totalSeconds)} in all since its first use. It
        may last until <ClockTime at={latestEnd} /> at most.
      </div>
    </>
  );
}

function StartWords({ startsAt }: { readonly startsAt: string | null }) {
  if (startsAt === null) return <>From the moment it is approved</>;
  return (
    <>
      Not before <RelativeTime at={startsAt} />
    </>
  );
}
