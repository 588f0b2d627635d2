import type { ComponentPropsWithRef } from 'react';
import { VisuallyHidden } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import classes from './person-menu.module.css';

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join('')
    .toUpperCase();

interface PersonButtonProps extends ComponentPropsWithRef<'button'> {
  readonly name: string;
}

export const PersonButton = ({ name, ...props }: PersonButtonProps) => (
  <button type="button" {...props} className={classes.person}>
    <span className={classes.initials} data-initials={initialsOf(name)} />
    <span className={classes.name}>{name}</span>
    <VisuallyHidden> menu</VisuallyHidden>
    <IconChevronDown size={14} aria-hidden />
  </button>
);
