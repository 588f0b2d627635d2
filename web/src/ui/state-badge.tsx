import classes from './state-badge.module.css';
import { lookOf, type StateKind } from './states';

interface StateBadgeProps {
  readonly kind: StateKind;
  readonly state: string;
  /** Said instead of the state's usual word, where there is more to say ("2 of 3 hold"). */
  readonly word?: string;
  readonly size?: 'sm' | 'md';
}

/** Icon, word and colour of a state, always together. */
export function StateBadge({ kind, state, word, size = 'sm' }: StateBadgeProps) {
  const { icon: StateIcon, word: usual, tone } = lookOf(kind, state);
  return (
    <span className={classes.badge} data-tone={tone} data-size={size}>
      <StateIcon size={size === 'md' ? 16 : 14} stroke={2} aria-hidden />
      {word ?? usual}
    </span>
  );
}
