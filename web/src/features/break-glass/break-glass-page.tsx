import { IconShieldCheck } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useBreakGlass } from '../../api/queries/break-glass';
import type { BreakGlass } from '../../api/types';
import { EmptyState } from '../../ui/empty-state';
import { Needs } from '../../ui/needs';
import { Page } from '../../ui/page';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { Rows } from '../../ui/rows';
import { Section } from '../../ui/section';
import { TakeSection } from './take-section';
import { UsedRow } from './used-row';

const route = getRouteApi('/signed-in/break-glass');

/** Access in an emergency, and the review that follows: for the circle and whoever oversees it. */
export const BreakGlassPage = () => (
  <Needs ability="requests.read-all" title="Emergency access">
    <Loaded />
  </Needs>
);

function Loaded() {
  const { profile } = route.useSearch();
  const { data, error, refetch } = useBreakGlass();
  const owesReview = data?.items.some(({ may }) => may.review) ?? false;
  const take = data && data.offered.length > 0 && (
    <TakeSection offered={data.offered} told={data.told} wanted={profile} />
  );
  return (
    <Page
      title="Emergency access"
      lead="When nobody can be waited for: without an approval, told to everybody concerned at once, reviewed within a day."
    >
      {error && !data && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ReadingRows rows={4} lines={2} framed />}
      {!owesReview && take}
      {data && <Taken items={data.items} />}
      {owesReview && take}
    </Page>
  );
}

const Taken = ({ items }: { readonly items: readonly BreakGlass[] }) => (
  <Section title="Taken so far" frame="list">
    {items.length === 0 ? (
      <EmptyState icon={IconShieldCheck} title="Never used">
        Each use appears here with its reason, and waits for a review by somebody else.
      </EmptyState>
    ) : (
      <Rows>
        {items.map((used) => (
          <UsedRow key={used.id} used={used} />
        ))}
      </Rows>
    )}
  </Section>
);
