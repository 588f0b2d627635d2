import type { ComponentPropsWithoutRef } from 'react';

interface TextBoxProps extends Omit<ComponentPropsWithoutRef<'pre'>, 'tabIndex' | 'role'> {
  readonly 'aria-label': string;
}

/** Preformatted text in a box that may scroll, which a keyboard must be able to reach (WCAG 2.1.1). */
export const TextBox = (props: TextBoxProps) => (
  // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the focus is what makes it scroll by keyboard
  <pre {...props} role="group" tabIndex={0} />
);
