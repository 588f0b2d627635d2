import { type DragEvent, useRef, useState } from 'react';
import { Button, Checkbox } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import type { ChosenList } from '../../../api/queries/people-list';
import classes from './import.module.css';

interface ChooseListProps {
  readonly list: ChosenList | undefined;
  readonly onChosen: (list: ChosenList) => void;
}

const LARGEST = 1_048_576;

/** A file chosen or dropped, and whether it names everybody. */
export function ChooseList({ list, onChosen }: ChooseListProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [complete, setComplete] = useState(false);
  const [fault, setFault] = useState<string>();

  const take = async (file: File | undefined) => {
    if (!file) return;
    setFault(undefined);
    if (file.size > LARGEST) {
      setFault(`${file.name} is larger than a list may be (1 MB).`);
      return;
    }
    try {
      onChosen({ name: file.name, bytes: await file.arrayBuffer(), complete });
    } catch {
      setFault(`${file.name} could not be read. Close it in other programs and choose it again.`);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const change = (checked: boolean) => {
    setComplete(checked);
    if (list) onChosen({ ...list, complete: checked });
  };

  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is a second way to what the button does
    <div
      role="group"
      aria-label="The file"
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <IconFileSpreadsheet size={28} aria-hidden />
      <div className={classes.chosen}>
        <strong>{list ? list.name : 'Drop a CSV file here, or choose one'}</strong>
        <span className={classes.hint}>
          Columns <code>name</code> and <code>email</code>; <code>handle</code>, <code>status</code>,{' '}
          <code>job roles</code>, <code>manager</code> and prerequisites where you want to say them.
        </span>
        {fault !== undefined && (
          <span role="alert" className={classes.fault}>
            {fault}
          </span>
        )}
      </div>
      <Button variant={list ? 'default' : 'filled'} onClick={() => input.current?.click()}>
        {list ? 'Choose another file' : 'Choose a file'}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        aria-label="CSV file with people"
        hidden
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          // The same file, corrected meanwhile, is to count as chosen anew.
          event.currentTarget.value = '';
        }}
      />
      <Checkbox
        className={classes.complete}
        checked={complete}
        onChange={(event) => change(event.currentTarget.checked)}
        label="The list is complete"
        description="Whoever came from a list before and is not in this one leaves. Otherwise they stay as they are."
      />
    </div>
  );
}
