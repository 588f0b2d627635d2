import { Menu, useMantineColorScheme } from '@mantine/core';
import { IconBell, IconKeyboard, IconLogout, IconShieldLock } from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import { useSession, useSignOut } from '../../api/queries/session';
import { PersonButton } from './person-button';
import classes from './person-menu.module.css';

const SCHEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the system' },
] as const;

/** Mounted by the first press on the button in the top bar, so it starts open. */
export function PersonMenu({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const { person } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const router = useRouter();
  if (!person) return null;

  const leave = () =>
    signOut.mutate(undefined, { onSettled: () => void router.navigate({ to: '/sign-in', replace: true }) });

  return (
    <Menu
      width={240}
      position="bottom-end"
      defaultOpened
      withinPortal={false}
      // The placeholder is a focusable child that a menu must not have (ARIA 1.2, menu).
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <PersonButton name={person.name} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={classes.about}>
          <strong>{person.name}</strong>
          <br />
          {person.email}
          <br />
          {person.jobRoles.map(({ title }) => title).join(', ')}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value as typeof colorScheme)}
        >
          {SCHEMES.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconShieldLock size={16} />}
          renderRoot={(props) => <Link to="/security" {...props} />}
        >
          Security settings
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBell size={16} />}
          renderRoot={(props) => <Link to="/notifications" {...props} />}
        >
          Notifications
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onShortcuts}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
