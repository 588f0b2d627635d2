import '@mantine/notifications/styles.css';
import { useEffect } from 'react';
import { Notifications, notifications } from '@mantine/notifications';
import { useRouter } from '@tanstack/react-router';
import type { News } from './news';
import classes from './toasts.module.css';

const COLORS = { good: 'green', neutral: 'gray', warn: 'amber' } as const;
const SHOWN_FOR_MS = 12_000;

interface ToastsProps {
  /** A new array for every batch. */
  readonly news: readonly News[];
}

export function Toasts({ news }: ToastsProps) {
  const { navigate } = useRouter();

  useEffect(() => {
    for (const { requestId, title, words, tone } of news) {
      const open = () => void navigate({ to: '/requests/$id', params: { id: requestId } });
      notifications.show({
        title,
        message: (
          <button type="button" className={classes.open} onClick={open}>
            {words}
          </button>
        ),
        color: COLORS[tone],
        autoClose: SHOWN_FOR_MS,
        withBorder: true,
        closeButtonProps: { 'aria-label': 'Close' },
      });
    }
  }, [news, navigate]);

  return (
    <Notifications
      position="bottom-right"
      limit={3}
      containerWidth={360}
      classNames={{ root: classes.root }}
    />
  );
}
