import { Button, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Profile } from '../../api/types';
import { PersonalDataMark } from '../../ui/personal-data-mark';
import { durationWords } from '../../ui/words';
import { approverWords } from '../requests/approver-words';
import classes from './profile-list.module.css';

/** Access profiles as one reads them when looking for the right one: what it is for, what it takes, what stands in the way. */
export const ProfileList = ({ profiles }: { readonly profiles: readonly Profile[] }) => (
  <ul className={classes.list}>
    {profiles.map((profile) => (
      <ProfileRow key={profile.id} profile={profile} />
    ))}
  </ul>
);

const whoApproves = ({ approvals: { byPolicy, candidates, needed } }: Profile): string =>
  byPolicy === null ? approverWords(candidates, needed) : 'the policy itself';

function ProfileRow({ profile }: { readonly profile: Profile }) {
  const { key, name, description, eligibility } = profile;
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        <div className={classes.head}>
          <Link to="/profiles/$key" params={{ key }} className={classes.name}>
            {name}
          </Link>
          {profile.personalData && <PersonalDataMark />}
        </div>
        <div>{description}</div>
        <div className={classes.meta}>
          Up to {durationWords(profile.duration.maximumSeconds)}
          {eligibility.eligible && <> · approved by {whoApproves(profile)}</>}
        </div>
        {eligibility.reasons.map(({ code, sentence }) => (
          <div key={code} className={classes.blocked}>
            {sentence}
          </div>
        ))}
      </div>
      {eligibility.eligible && (
        <Button
          className={classes.ask}
          renderRoot={(props) => <Link to="/profiles/$key/ask" params={{ key }} {...props} />}
        >
          Ask for access<VisuallyHidden> to {name}</VisuallyHidden>
        </Button>
      )}
    </li>
  );
}
