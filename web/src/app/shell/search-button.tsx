import { IconSearch } from '@tabler/icons-react';
import { Kbd } from '@mantine/core';
import classes from './search-button.module.css';

const onApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

export const SearchButton = ({ onClick }: { readonly onClick: () => void }) => (
  <button type="button" className={classes.search} onClick={onClick}>
    <IconSearch size={16} aria-hidden />
    <span className={classes.words}>Search or go to…</span>
    <Kbd className={classes.keys} aria-hidden>
      {onApple ? '⌘K' : 'Ctrl K'}
    </Kbd>
  </button>
);
