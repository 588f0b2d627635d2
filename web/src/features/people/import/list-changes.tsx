import { useState } from 'react';
import { Button } from '@mantine/core';
import type { ListedChange, ListPreview } from '../../../api/types';
import { ChoiceChips } from '../../../ui/choice-chips';
import { Section } from '../../../ui/section';
import { StateBadge } from '../../../ui/state-badge';
import classes from './import.module.css';

const AT_ONCE = 200;

/** Each person of the list with what happens to them in words, those for whom something changes first. */
export function ListChanges({ preview: { people, counts } }: { readonly preview: ListPreview }) {
  const [all, setAll] = useState(false);
  const [limit, setLimit] = useState(AT_ONCE);
  const shown = all ? people : people.filter(({ effect }) => effect !== 'stays');
  return (
    <Section
      title="Row by row"
      frame="list"
      aside={
        <ChoiceChips
          legend="Show"
          value={all ? 'all' : 'changes'}
          onChange={(value) => setAll(value === 'all')}
          options={[
            { value: 'changes', label: `What changes (${people.length - counts.stays})` },
            { value: 'all', label: `Everybody (${people.length})` },
          ]}
        />
      }
    >
      {shown.length === 0 && <p className={classes.more}>Everybody stays as they are.</p>}
      <ul className={classes.people}>
        {shown.slice(0, limit).map((person) => (
          <Row key={person.handle} person={person} />
        ))}
      </ul>
      {shown.length > limit && (
        <div className={classes.more}>
          <Button onClick={() => setLimit(limit + AT_ONCE)}>Show more ({shown.length - limit})</Button>
        </div>
      )}
    </Section>
  );
}

const Row = ({ person: { line, effect, name, handle, words } }: { readonly person: ListedChange }) => (
  <li>
    <span className={classes.who}>
      <strong>{name}</strong>
      <span className={classes.hint}>
        {handle}, {line === null ? 'not in the file' : `line ${line}`}
      </span>
    </span>
    <StateBadge kind="listed" state={effect} />
    <ul className={classes.words}>
      {words.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  </li>
);
