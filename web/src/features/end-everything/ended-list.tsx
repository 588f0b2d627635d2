import { Button } from '@mantine/core';
import { IconPlayerStop } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useBulkRevocations } from '../../api/queries/end-everything';
import { EmptyState } from '../../ui/empty-state';
import { ProblemMessage } from '../../ui/problem-message';
import { ReadingRows } from '../../ui/reading';
import { RelativeTime } from '../../ui/relative-time';
import { Section } from '../../ui/section';
import { counted } from '../../ui/words';
import classes from './end-everything.module.css';
import { EndStanding } from './end-standing';
import { scopeWords } from './scope-words';

/** What was ended at once before. */
export function EndedList() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useBulkRevocations();
  const items = data?.pages.flatMap((page) => page.items);
  return (
    <Section title="Ended before" frame="list">
      {error && !items && <ProblemMessage error={error} onRetry={() => void refetch()} />}
      {!items && !error && <ReadingRows rows={2} lines={2} />}
      {items?.length === 0 && (
        <EmptyState icon={IconPlayerStop} title="Never needed so far">
          Whenever somebody ends everything of a person, a profile, a system, or all, it stands here with its
          proofs.
        </EmptyState>
      )}
      <ul className={classes.rows}>
        {items?.map((bulk) => (
          <li key={bulk.id} className={classes.row}>
            <div className={classes.line}>
              <Link to="/end-everything/$id" params={{ id: bulk.id }}>
                {scopeWords(bulk.scope)}
              </Link>
              <EndStanding bulk={bulk} />
            </div>
            <div className={classes.detail}>
              {counted(bulk.grants.total, 'grant')}, by {bulk.askedBy.name} <RelativeTime at={bulk.askedAt} />
              : {bulk.reason}
            </div>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <div className={classes.more}>
          <Button size="xs" onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
            Read more
          </Button>
        </div>
      )}
    </Section>
  );
}
