import { Link } from '@tanstack/react-router';
import classes from './bare-header.module.css';
import { LogoMark } from './logo';

/** The top of the few pages that can be seen without signing in. */
export const BareHeader = () => (
  <header className={classes.header}>
    <Link to="/" className={classes.brand}>
      <LogoMark size={22} />
      Sallyport
    </Link>
  </header>
);
