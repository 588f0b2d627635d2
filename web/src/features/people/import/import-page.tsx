import { useState } from 'react';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ChosenList, useListPreview } from '../../../api/queries/people-list';
import { Needs } from '../../../ui/needs';
import { Notice } from '../../../ui/notice';
import { Page } from '../../../ui/page';
import { ProblemMessage } from '../../../ui/problem-message';
import { ReadingRows } from '../../../ui/reading';
import { ApplyList } from './apply-list';
import { ChooseList } from './choose-list';
import { ListChanges } from './list-changes';
import { ListFaults } from './list-faults';

export const ImportPage = () => (
  <Needs ability="people.manage" title="Import a list of people">
    <Import />
  </Needs>
);

/** First what the file would change, then a second factor over exactly that. */
function Import() {
  const [list, setList] = useState<ChosenList>();
  const [applied, setApplied] = useState<string>();
  const { mutate: look, data: shown, error, isPending, reset } = useListPreview();

  const choose = (chosen: ChosenList) => {
    setApplied(undefined);
    setList(chosen);
    reset();
    look(chosen);
  };
  const again = (whatChanged: string) => {
    reset();
    setList(undefined);
    setApplied(whatChanged);
  };

  return (
    <Page
      title="Import a list of people"
      lead="A CSV file. You see what it would change before anything does."
      actions={
        <Button component="a" href="/api/v1/people-list" download>
          Download the present list
        </Button>
      }
      wide
    >
      {applied !== undefined && (
        <Notice
          tone="good"
          role="status"
          title="The list is applied."
          actions={
            <Button renderRoot={(props) => <Link to="/people" search={{ source: 'csv' }} {...props} />}>
              See the people
            </Button>
          }
        >
          {applied}
        </Notice>
      )}
      <ChooseList list={list} onChosen={choose} />
      {isPending && <ReadingRows rows={4} lines={2} />}
      {error && list && <ProblemMessage error={error} onRetry={() => look(list)} />}
      {shown && list && shown.faultCount > 0 && <ListFaults preview={shown} />}
      {shown && list && shown.faultCount === 0 && (
        <>
          <ApplyList list={list} preview={shown} onApplied={again} onLookAgain={() => look(list)} />
          <ListChanges preview={shown} />
        </>
      )}
    </Page>
  );
}
