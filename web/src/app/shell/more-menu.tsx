import { Menu } from '@mantine/core';
import { IconUrgent } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../api/queries/session';
import { MoreButton } from './more-button';
import type { Place } from './places';

interface MoreMenuProps {
  readonly places: readonly Place[];
  readonly isHere: boolean;
}

/** Mounted by the first press on its button, so it starts open. */
export function MoreMenu({ places, isHere }: MoreMenuProps) {
  const seesEmergencies = useMay('requests.read-all');
  return (
    <Menu
      width={220}
      position="top-end"
      defaultOpened
      withinPortal={false}
      // The placeholder is a focusable child that a menu must not have (ARIA 1.2, menu).
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <MoreButton isHere={isHere} />
      </Menu.Target>
      <Menu.Dropdown>
        {places.map(({ to, label, icon: PlaceIcon }) => (
          <Menu.Item
            key={to}
            leftSection={<PlaceIcon size={16} />}
            renderRoot={(props) => <Link to={to} {...props} />}
          >
            {label}
          </Menu.Item>
        ))}
        {seesEmergencies && (
          <Menu.Item
            leftSection={<IconUrgent size={16} />}
            renderRoot={(props) => <Link to="/break-glass" {...props} />}
          >
            Emergency access
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
