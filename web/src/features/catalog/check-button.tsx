import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useCheckSystem } from '../../api/queries/catalog';
import { ProblemMessage } from '../../ui/problem-message';
import classes from './system-page.module.css';

interface CheckButtonProps {
  readonly systemKey: string;
  /** A look was asked for and its answer is not there yet. */
  readonly looking: boolean;
  readonly onAsked: () => void;
}

export function CheckButton({ systemKey, looking, onAsked }: CheckButtonProps) {
  const check = useCheckSystem(systemKey);
  return (
    <div className={classes.check}>
      <Button
        loading={check.isPending || looking}
        onClick={() => check.mutate(undefined, { onSuccess: onAsked })}
        leftSection={<IconRefresh size={16} />}
      >
        Look now
      </Button>
      {check.isError && <ProblemMessage error={check.error} />}
    </div>
  );
}
