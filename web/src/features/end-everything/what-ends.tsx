import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { EndPreview } from '../../api/types';
import { EmptyState } from '../../ui/empty-state';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { StateBadge } from '../../ui/state-badge';
import { counted, inWords } from '../../ui/words';
import classes from './end-everything.module.css';

/** In an emergency the button must not be far below: the rest is one press away. */
const AT_FIRST = 3;

/** Exactly what would end, in numbers and by name. */
export function WhatEnds({ preview }: { readonly preview: EndPreview }) {
  const { shown, grants } = preview;
  const [all, setAll] = useState(grants.length <= AT_FIRST);
  const listed = all ? grants : grants.slice(0, AT_FIRST);
  const left = shown.grants - listed.length;
  return (
    <Section
      title="What ends"
      frame="list"
      aside={
        <span className={classes.detail}>
          read <RelativeTime at={shown.readAt} />
        </span>
      }
    >
      {shown.grants === 0 ? (
        <EmptyState icon={IconShieldCheck} title="Nothing is open here">
          Nobody holds anything that could end. You can still halt it, so that nothing is approved or issued.
        </EmptyState>
      ) : (
        <>
          <p className={classes.numbers}>
            <strong>{counted(shown.grants, 'grant')}</strong> of {counted(shown.people, 'person', 'people')},
            with <strong>{counted(shown.logIns, 'log-in')}</strong>
            {shown.logIns > 0 && ` at ${counted(shown.systems, 'system')}`}
          </p>
          <ul className={classes.rows}>
            {listed.map((grant) => (
              <li key={grant.id} className={classes.row}>
                <div className={classes.line}>
                  <Link to="/grants/$id" params={{ id: grant.id }}>
                    {grant.person.name}
                  </Link>
                  <StateBadge kind="grant" state={grant.state} />
                </div>
                <div className={classes.detail}>
                  {grant.profile.name}, at {inWords(grant.systems, 'and')}
                </div>
              </li>
            ))}
          </ul>
          {left > 0 && (
            <p className={classes.numbers}>
              … and {counted(left, 'more grant')}.{' '}
              {!all && (
                <Button size="xs" onClick={() => setAll(true)}>
                  Show {shown.grants > grants.length ? 'more' : 'all'}
                </Button>
              )}
            </p>
          )}
        </>
      )}
    </Section>
  );
}
