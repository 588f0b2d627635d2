import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useAttention, useSession } from '../../api/queries/session';
import classes from './place-links.module.css';
import { type Place, placesFor } from './places';

const MOST_SHOWN = 99;

/** The places a person may go; a rail beside the page, or a bar below it on a phone. */
export function PlaceLinks({ where }: { readonly where: 'rail' | 'bar' }) {
  const { abilities } = useSession();
  const { waitingApprovals, unconfirmedLeases } = useAttention();
  const counts: Partial<Record<Place['to'], number>> = {
    '/approvals': waitingApprovals,
    '/systems': unconfirmedLeases,
  };
  return (
    <nav aria-label="Places" className={classes.places} data-where={where}>
      {placesFor(abilities)
        .filter(({ railOnly }) => where === 'rail' || !railOnly)
        .map((place) => (
          <PlaceLink key={place.to} place={place} waiting={counts[place.to] ?? 0} />
        ))}
    </nav>
  );
}

function PlaceLink({ place, waiting }: { readonly place: Place; readonly waiting: number }) {
  const { icon: PlaceIcon, to, label } = place;
  return (
    <Link to={to} className={classes.place} activeOptions={{ exact: to === '/', includeSearch: false }}>
      <PlaceIcon size={18} stroke={1.75} aria-hidden />
      <span className={classes.label}>{label}</span>
      {waiting > 0 && (
        <span className={classes.count}>
          {waiting > MOST_SHOWN ? `${MOST_SHOWN}+` : waiting}
          <VisuallyHidden> {to === '/systems' ? 'not proved gone' : 'waiting for you'}</VisuallyHidden>
        </span>
      )}
    </Link>
  );
}
