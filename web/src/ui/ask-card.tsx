import { IconCheck, IconX } from '@tabler/icons-react';
import type { AccessRequest } from '../api/types';
import classes from './ask-card.module.css';
import { Fact, Facts } from './facts';
import { Fingerprint } from './fingerprint';
import { PersonalDataMark } from './personal-data-mark';
import { RelativeTime } from './relative-time';
import { durationWords, inWords, sentenceCase } from './words';

/** Who asks for what, why, for how long, and what a signature would cover: exactly what is granted, nothing else. */
export function AskCard({ request }: { readonly request: AccessRequest }) {
  const { requester, profile, ask } = request;
  return (
    <article className={classes.card} aria-label={`${requester.name} asks for ${profile.name}`}>
      <p className={classes.who}>
        <strong>{requester.name}</strong>
        {requester.jobRoles.length > 0 && <> ({inWords(requester.jobRoles, 'and')})</>} asks for{' '}
        <strong>{profile.name}</strong>
      </p>
      <Facts>
        <Fact name="Why">
          <q className={classes.justification}>{request.justification}</q>
          {request.ticket !== null && <div className={classes.detail}>Ticket {request.ticket}</div>}
        </Fact>
        <Fact name="How long">
          <strong>{durationWords(request.durationSeconds)}</strong>, counted from the first use
          <div className={classes.detail}>
            <StartWords startsAt={request.startsAt} />
          </div>
        </Fact>
        <Fact name="Which data">
          {sentenceCase(profile.dataCategory)} {profile.personalData && <PersonalDataMark />}
          <div className={classes.detail}>Purpose: {profile.purpose}</div>
        </Fact>
        <Fact name="What it allows">
          <ul className={classes.list}>
            {ask.allows.map((line) => (
              <li key={line}>
                <IconCheck size={16} className={classes.allows} aria-hidden /> {line}
              </li>
            ))}
          </ul>
        </Fact>
        {ask.allowsNot.length > 0 && (
          <Fact name="What it does not">
            <ul className={classes.list}>
              {ask.allowsNot.map((line) => (
                <li key={line}>
                  <IconX size={16} className={classes.allowsNot} aria-hidden /> {line}
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Fact name="Where">
          {ask.systems.map(({ name, guard }) => (
            <div key={name}>
              {name}
              <div className={classes.detail}>{guard}</div>
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

function StartWords({ startsAt }: { readonly startsAt: string | null }) {
  if (startsAt === null) return <>From the moment it is approved</>;
  return (
    <>
      Not before <RelativeTime at={startsAt} />
    </>
  );
}
