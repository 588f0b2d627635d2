import type { ReactNode } from 'react';
import { useMay } from '../api/queries/session';
import { EmptyState } from './empty-state';
import { IconLock } from '@tabler/icons-react';
import { Page } from './page';
import { Section } from './section';

interface NeedsProps {
  /** The ability without which the broker would refuse every call of the page. */
  readonly ability: string;
  /** Of the page, as it is known to those who may see it. */
  readonly title: string;
  readonly children: ReactNode;
}

/** For who types or is sent the address of a page that is not for their job role: said once, not by each part of it. */
export function Needs({ ability, title, children }: NeedsProps) {
  if (useMay(ability)) return children;
  return (
    <Page title={title}>
      <Section title="Not for you" frame="list">
        <EmptyState icon={IconLock} title="Your job role does not include this page">
          What a job role may see is fixed in Sallyport; which job role you have comes from the policy file.
          If yours is wrong there, tell your manager.
        </EmptyState>
      </Section>
    </Page>
  );
}
