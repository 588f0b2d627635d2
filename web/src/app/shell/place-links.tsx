import { Link } from '@tanstack/react-router';
import { useAttention, useSession } from '../../api/queries/session';
import { MorePlaces } from './more-places';
import { PlaceCount } from './place-count';
import classes from './place-links.module.css';
import { type Place, type PlaceCounts, placesFor } from './places';

/** With more of them, the last stands for the rest: a thumb needs room. */
const BAR_HOLDS = 5;

/** The places a person may go; a rail beside the page, or a bar below it on a phone. */
export function PlaceLinks({ where }: { readonly where: 'rail' | 'bar' }) {
  const { abilities } = useSession();
  const { waitingApprovals, unconfirmedLeases } = useAttention();
  const counts: PlaceCounts = { '/approvals': waitingApprovals, '/systems': unconfirmedLeases };
  const places = placesFor(abilities);
  const fits = where === 'rail' || places.length <= BAR_HOLDS;
  const shown = fits ? places : places.slice(0, BAR_HOLDS - 1);
  const rest = places.slice(shown.length);
  return (
    <nav aria-label="Places" className={classes.places} data-where={where}>
      {shown.map((place) => (
        <PlaceLink key={place.to} place={place} waiting={counts[place.to] ?? 0} />
      ))}
      {rest.length > 0 && <MorePlaces places={rest} />}
    </nav>
  );
}

function PlaceLink({ place, waiting }: { readonly place: Place; readonly waiting: number }) {
  const { icon: PlaceIcon, to, label } = place;
  return (
    <Link to={to} className={classes.place} activeOptions={{ exact: to === '/', includeSearch: false }}>
      <PlaceIcon size={18} stroke={1.75} aria-hidden />
      <span className={classes.label}>{label}</span>
      <PlaceCount to={to} waiting={waiting} />
    </Link>
  );
}
