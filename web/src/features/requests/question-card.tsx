import { type ReactNode, type SyntheticEvent, useEffect, useRef } from 'react';
import { Button, VisuallyHidden } from '@mantine/core';
import classes from './ask-form.module.css';
import type { DraftFaults } from './draft';

interface QuestionCardProps {
  readonly title: string;
  readonly open: boolean;
  readonly answer: string;
  readonly faults: DraftFaults;
  readonly children: ReactNode;
  readonly onContinue: () => void;
  readonly onReopen: () => void;
}

/** A question while it is asked; its answer in one line afterwards. */
export function QuestionCard(props: QuestionCardProps) {
  const { title, open, answer, children, onReopen } = props;
  if (!open) {
    return (
      <div className={classes.answered}>
        <span className={classes.title}>{title}</span>
        <span className={classes.answer}>{answer}</span>
        <Button variant="subtle" size="compact-sm" onClick={onReopen}>
          Change<VisuallyHidden>: {title}</VisuallyHidden>
        </Button>
      </div>
    );
  }
  return <OpenQuestion {...props}>{children}</OpenQuestion>;
}

type OpenQuestionProps = Pick<QuestionCardProps, 'children' | 'faults' | 'onContinue'>;

function OpenQuestion({ children, faults, onContinue }: OpenQuestionProps) {
  const form = useRef<HTMLFormElement>(null);

  // The next thing to answer is where the keyboard is.
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('textarea, input:checked, input')?.focus();
  }, []);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [faults]);

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onContinue();
  };

  return (
    <form ref={form} onSubmit={submit} className={classes.question} noValidate>
      {children}
      <Button type="submit" variant="filled" className={classes.continue}>
        Continue
      </Button>
    </form>
  );
}
