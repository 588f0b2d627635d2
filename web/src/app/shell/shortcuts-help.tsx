import { Kbd, Modal, Switch } from '@mantine/core';
import { useSession } from '../../api/queries/session';
import { placesFor } from './places';
import classes from './shortcuts-help.module.css';
import { useSingleKeys } from './use-single-keys';

const IN_TABLES = [
  { keys: ['j', 'k'], does: 'next and previous row' },
  { keys: ['Enter'], does: 'open the row' },
] as const;

export function ShortcutsHelp({ onClose }: { readonly onClose: () => void }) {
  const { abilities } = useSession();
  const [singleKeys, setSingleKeys] = useSingleKeys();
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" size={420}>
      <dl className={classes.keys}>
        <Row keys={['Ctrl / ⌘', 'K']} does="search and commands" />
        <Row keys={['?']} does="this help" />
        <Row keys={['/']} does="filter the list on this page" />
        {placesFor(abilities).map(({ key, label }) => (
          <Row key={key} keys={['g', key]} does={`go to ${label}`} />
        ))}
        {IN_TABLES.map(({ keys, does }) => (
          <Row key={does} keys={keys} does={`in a table: ${does}`} />
        ))}
      </dl>
      <Switch
        checked={singleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        label="Single-letter shortcuts"
        description="Turn them off if you dictate: words would set them off."
      />
    </Modal>
  );
}

const Row = ({ keys, does }: { readonly keys: readonly string[]; readonly does: string }) => (
  <div className={classes.row}>
    <dt>
      {keys.map((key) => (
        <Kbd key={key} mr={4}>
          {key}
        </Kbd>
      ))}
    </dt>
    <dd>{does}</dd>
  </div>
);
