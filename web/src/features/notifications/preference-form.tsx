import { type SyntheticEvent, useState } from 'react';
import { Button, Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useChooseNotifications } from '../../api/queries/notifications';
import type { NotificationChoice, NotificationPreference } from '../../api/types';
import { ChoiceChips } from '../../ui/choice-chips';
import { Notice } from '../../ui/notice';
import { ProblemMessage } from '../../ui/problem-message';
import classes from './notifications.module.css';
import { WHERE, whereOf, type Where } from './where';

const MINUTES = [1, 5, 10, 15, 30];

/** Nothing is sent until it is saved, so that a choice can be taken back. */
export function PreferenceForm({ preference }: { readonly preference: NotificationPreference }) {
  const { reachable, email, ...saved } = preference;
  const [draft, setDraft] = useState<NotificationChoice>(saved);
  const { mutate: save, isPending, isSuccess, error, reset } = useChooseNotifications();
  const change = (part: Partial<NotificationChoice>) => {
    reset();
    setDraft({ ...draft, ...part });
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save(draft);
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      {reachable.length === 0 && (
        <Notice tone="warn" title="You cannot be reached">
          No mail server is set up here. What waits for you stands under Approvals.
        </Notice>
      )}
      <div>
        <ChoiceChips<Where>
          legend="Where?"
          options={WHERE}
          value={whereOf(draft.channels)}
          onChange={(where) => change({ channels: where === 'both' ? ['mail', 'slack'] : [where] })}
        />
        <p className={classes.detail}>
          <ReachedBy reachable={reachable} email={email} />
        </p>
      </div>
      <div className={classes.choices}>
        <Checkbox
          checked={draft.ownRequests}
          onChange={(event) => change({ ownRequests: event.currentTarget.checked })}
          label="What became of my requests"
          description="Approved, denied, or lapsed."
        />
        <Checkbox
          checked={draft.ownAccess}
          onChange={(event) => change({ ownAccess: event.currentTarget.checked })}
          label="When my access ends"
          description="Shortly before, and when it is proved gone."
        />
        <Checkbox
          checked
          disabled
          label="Requests that wait for my decision, and security notices"
          description="These cannot be switched off. Security notices go to every place where you can be reached."
        />
      </div>
      {draft.ownAccess && (
        <ChoiceChips
          legend="How long before it ends?"
          options={optionsWith(draft.minutesBeforeEnd)}
          value={String(draft.minutesBeforeEnd)}
          onChange={(minutes) => change({ minutesBeforeEnd: Number(minutes) })}
        />
      )}
      {error && <ProblemMessage error={error} />}
      <div className={classes.save}>
        <Button type="submit" variant="filled" loading={isPending}>
          Save
        </Button>
        <span role="status" className={classes.detail}>
          {isSuccess && 'Saved.'}
        </span>
      </div>
    </form>
  );
}

function ReachedBy({ reachable, email }: Pick<NotificationPreference, 'reachable' | 'email'>) {
  if (!reachable.includes('mail')) {
    return reachable.includes('slack') ? (
      <>No mail server is set up here, so everything goes to Slack.</>
    ) : (
      <>Once there is a mail server, it goes to {email}.</>
    );
  }
  if (reachable.includes('slack')) return <>E-mail goes to {email}. When Slack is away, e-mail takes over.</>;
  return (
    <>
      No Slack account is bound to you (<Link to="/security">Security settings</Link> say how), so everything
      goes to {email}.
    </>
  );
}

/** What was chosen elsewhere, by the API, is shown too. */
const optionsWith = (chosen: number) =>
  [...new Set([...MINUTES, chosen])]
    .sort((one, other) => one - other)
    .map((minutes) => ({
      value: String(minutes),
      label: minutes === 1 ? '1 minute' : `${minutes} minutes`,
    }));
