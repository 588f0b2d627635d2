import '@mantine/spotlight/styles.css';
import { useEffect } from 'react';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconKey, IconKeyboard, IconMessageQuestion, IconSearch } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useProfiles } from '../../api/queries/catalog';
import { useRequests } from '../../api/queries/requests';
import { useSession } from '../../api/queries/session';
import { grantStanding } from '../../features/grants/grant-standing';
import { lookOf } from '../../ui/states';
import classes from './commands.module.css';
import { placesFor } from './places';
import { placesToFind } from './places-to-find';

const [store, spotlight] = createSpotlight();

const RECENT = 5;

function useGroups(onShortcuts: () => void): SpotlightActionGroupData[] {
  const { abilities } = useSession();
  const { navigate } = useRouter();
  const profiles = useProfiles().data?.items ?? [];
  const requests = useRequests('mine').data?.pages[0]?.items ?? [];
  return [
    {
      group: 'Go to',
      actions: [
        ...placesFor(abilities).map(({ to, label, icon: PlaceIcon }) => ({
          id: to,
          label,
          leftSection: <PlaceIcon size={18} />,
          onClick: () => void navigate({ to }),
        })),
        ...placesToFind(abilities).map(({ to, label, icon: PlaceIcon, description, keywords }) => ({
          id: to,
          label,
          description,
          keywords,
          leftSection: <PlaceIcon size={18} />,
          onClick: () => void navigate({ to }),
        })),
        {
          id: 'shortcuts',
          label: 'Keyboard shortcuts',
          leftSection: <IconKeyboard size={18} />,
          onClick: onShortcuts,
        },
      ],
    },
    {
      group: 'Ask for access',
      actions: profiles
        .filter(({ eligibility }) => eligibility.eligible)
        .map(({ key, name, description }) => ({
          id: `ask ${key}`,
          label: `Ask for ${name}`,
          description,
          leftSection: <IconKey size={18} />,
          onClick: () => void navigate({ to: '/profiles/$key/ask', params: { key } }),
        })),
    },
    {
      group: 'My latest requests',
      actions: requests.slice(0, RECENT).map(({ id, profile, justification, state, grant }) => ({
        id,
        label: `${profile.name} · ${(grant ? lookOf('grant', grantStanding(grant)) : lookOf('request', state)).word}`,
        description: justification,
        leftSection: <IconMessageQuestion size={18} />,
        onClick: () => void navigate({ to: '/requests/$id', params: { id } }),
      })),
    },
  ].filter(({ actions }) => actions.length > 0);
}

/** Mounted anew with every opening. */
export function Commands({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const groups = useGroups(onShortcuts);
  useEffect(() => spotlight.open(), []);
  return (
    <Spotlight
      store={store}
      // The field stays where it is while what is found grows and shrinks.
      centered={false}
      actions={groups}
      shortcut={null}
      highlightQuery
      scrollable
      maxHeight={420}
      attributes={{ content: { 'aria-label': 'Search and commands' } }}
      classNames={{ actionDescription: classes.description, actionLabel: classes.label }}
      nothingFound="Nothing of that name"
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: 'Find a page, profile or request',
        'aria-label': 'Search and commands',
      }}
    />
  );
}
