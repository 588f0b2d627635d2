import { useState, type SyntheticEvent } from 'react';
import { Button, CloseButton, TextInput, VisuallyHidden } from '@mantine/core';
import { IconFilter, IconSearch, IconX } from '@tabler/icons-react';
import { ChoiceChips } from '../../ui/choice-chips';
import type { AuditSearch } from './audit-search';
import { filtersOn, isNarrowed } from './audit-search';
import classes from './filter-bar.module.css';

interface FilterBarProps {
  readonly search: AuditSearch;
  /** Fields that are undefined are taken off. */
  readonly onChange: (changes: AuditSearch) => void;
}

const ALL = 'all';

/** The first word of an event's type is the capability it belongs to. */
const AREAS = [
  { value: ALL, label: 'All' },
  { value: 'requests', label: 'Requests' },
  { value: 'grants', label: 'Grants' },
  { value: 'identity', label: 'Sign-in' },
  { value: 'directory', label: 'People' },
  { value: 'policy', label: 'Rules' },
  { value: 'catalog', label: 'Profiles and systems' },
] as const;

const SEVERITIES = [
  { value: ALL, label: 'Any weight' },
  { value: 'notice', label: 'Notices' },
  { value: 'alert', label: 'Alerts' },
] as const;

const NOTHING: AuditSearch = {
  type: undefined,
  actor: undefined,
  subject: undefined,
  severity: undefined,
  q: undefined,
  from: undefined,
  to: undefined,
};

const areaOf = ({ type }: AuditSearch) => AREAS.find(({ value }) => value === (type ?? ALL))?.value;
const severityOf = ({ severity }: AuditSearch) =>
  SEVERITIES.find(({ value }) => value === (severity ?? ALL))?.value;

/** What the list is narrowed to. All of it lives in the address, so that a view can be sent to a colleague. */
export function FilterBar({ search, onChange }: FilterBarProps) {
  const [open, setOpen] = useState(false);
  const on = filtersOn(search);
  return (
    <search className={classes.bar}>
      <div className={classes.search}>
        <TextSearch key={search.q ?? ''} q={search.q} onChange={onChange} />
        <Button
          className={classes.toggle}
          aria-expanded={open}
          leftSection={<IconFilter size={16} />}
          onClick={() => setOpen(!open)}
        >
          {on === 0 ? 'Filters' : `Filters (${on} on)`}
        </Button>
      </div>
      <div className={classes.more} data-open={open || undefined}>
        <Day label="From" value={search.from} onChange={(from) => onChange({ from })} />
        <Day label="Until" value={search.to} onChange={(to) => onChange({ to })} />
        <div className={classes.chips}>
          <ChoiceChips
            legend="Area"
            hideLegend
            options={AREAS}
            value={areaOf(search)}
            onChange={(area) => onChange({ type: area === ALL ? undefined : area })}
          />
          <ChoiceChips
            legend="Weight"
            hideLegend
            options={SEVERITIES}
            value={severityOf(search)}
            onChange={(severity) => onChange({ severity: severity === ALL ? undefined : severity })}
          />
          <Pinned search={search} onChange={onChange} />
          {isNarrowed(search) && (
            <Button size="xs" variant="subtle" onClick={() => onChange(NOTHING)}>
              Clear all
            </Button>
          )}
        </div>
      </div>
    </search>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (day: string | undefined) => void;
}

const Day = ({ label, value, onChange }: DayProps) => (
  <TextInput
    type="date"
    aria-label={`${label} this day`}
    leftSection={label}
    leftSectionWidth={52}
    value={value ?? ''}
    onChange={(event) => onChange(event.currentTarget.value || undefined)}
    className={classes.day}
  />
);

/** Asked on Enter, not on every letter: the trail can be long. */
function TextSearch({
  q,
  onChange,
}: {
  readonly q: string | undefined;
  readonly onChange: FilterBarProps['onChange'];
}) {
  const [text, setText] = useState(q ?? '');
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onChange({ q: text.trim() || undefined });
  };
  return (
    <form onSubmit={submit} className={classes.text}>
      <TextInput
        aria-label="Search the trail"
        placeholder="Search, then Enter"
        leftSection={<IconSearch size={16} />}
        rightSection={
          text !== '' && (
            <CloseButton size="sm" aria-label="Clear the search" onClick={() => onChange({ q: undefined })} />
          )
        }
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-page-filter
      />
    </form>
  );
}

const PINNED = [
  { field: 'actor', says: 'By one person' },
  { field: 'subject', says: 'About one thing' },
] as const;

/** Filters that were set from an event rather than here. */
const Pinned = ({ search, onChange }: FilterBarProps) =>
  PINNED.filter(({ field }) => search[field] !== undefined).map(({ field, says }) => (
    <Button
      key={field}
      size="xs"
      variant="light"
      rightSection={<IconX size={14} />}
      onClick={() => onChange({ [field]: undefined })}
    >
      {says}
      <VisuallyHidden>: take this filter off</VisuallyHidden>
    </Button>
  ));
