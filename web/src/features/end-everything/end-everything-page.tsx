import { useState } from 'react';
import { Select } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type Scope, useEndPreview, useEndTargets } from '../../api/queries/end-everything';
import { ChoiceChips } from '../../ui/choice-chips';
import { Needs } from '../../ui/needs';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { Section } from '../../ui/section';
import { counted } from '../../ui/words';
import classes from './end-everything.module.css';
import { EndForm } from './end-form';
import { EndedList } from './ended-list';
import { SCOPE_KINDS } from './read-scope';
import { KIND_LABELS } from './scope-words';
import { WhatEnds } from './what-ends';

const route = getRouteApi('/signed-in/end-everything');

const KINDS = SCOPE_KINDS.map((value) => ({ value, label: KIND_LABELS[value] }));

export const EndEverythingPage = () => (
  <Needs ability="grants.end-any" title="End everything">
    <EndEverything />
  </Needs>
);

function EndEverything() {
  const scope = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page
      title="End everything"
      lead="Cuts what is open, removes every log-in, and proves it at the targets: of one person, one profile, one system, or all."
    >
      <Section title="What should end">
        <div className={classes.choice}>
          <ChoiceChips
            legend="What should end"
            hideLegend
            options={KINDS}
            value={scope.kind}
            onChange={(kind) => void navigate({ search: { kind }, replace: true })}
          />
          {scope.kind !== undefined && scope.kind !== 'all' && (
            <Which
              kind={scope.kind}
              chosen={scope.key}
              onChange={(key) => void navigate({ search: { kind: scope.kind, key }, replace: true })}
            />
          )}
        </div>
      </Section>
      {scope.kind !== undefined && (scope.kind === 'all' || scope.key !== undefined) && (
        <Chosen key={`${scope.kind} ${scope.key}`} scope={{ kind: scope.kind, key: scope.key }} />
      )}
      <EndedList />
    </Page>
  );
}

interface WhichProps {
  readonly kind: 'person' | 'profile' | 'system';
  readonly chosen: string | undefined;
  readonly onChange: (key: string) => void;
}

/** Whoever and whatever has something open stands first. */
function Which({ kind, chosen, onChange }: WhichProps) {
  const { data, error, refetch } = useEndTargets();
  const [typed, setTyped] = useState('');
  if (error && !data) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  const options = (data?.items ?? [])
    .filter(({ scope }) => scope.kind === kind)
    .flatMap(({ scope: { key, name }, grants }) =>
      key === null
        ? []
        : [{ value: key, label: `${name} · ${grants === 0 ? 'nothing open' : counted(grants, 'grant')}` }],
    );
  const known = options.some(({ value }) => value === chosen);
  return (
    <Select
      label={`Which ${kind}`}
      placeholder={data ? 'Type a name' : 'Reading…'}
      data={chosen === undefined || known ? options : [{ value: chosen, label: chosen }, ...options]}
      value={chosen ?? null}
      onChange={(key) => key !== null && onChange(key)}
      searchValue={typed}
      onSearchChange={setTyped}
      searchable
      limit={50}
      nothingFoundMessage={
        kind === 'person' ? 'Nobody of that name has anything open' : 'Nothing of that name'
      }
      comboboxProps={{ withinPortal: true }}
    />
  );
}

function Chosen({ scope }: { readonly scope: Scope }) {
  const { data: preview, error, refetch } = useEndPreview(scope);
  if (error && !preview) return <ProblemMessage error={error} onRetry={() => void refetch()} />;
  if (!preview) return <ReadingRows rows={3} lines={2} framed />;
  return (
    <>
      <WhatEnds preview={preview} />
      <EndForm preview={preview} scope={scope} />
    </>
  );
}
