import type { ReactNode } from 'react';
import { LogoMark } from '../../ui/logo';
import classes from './sign-in.module.css';

interface SignInCardProps {
  readonly children: ReactNode;
  /** Under the card. */
  readonly below?: ReactNode;
}

/** What stands around every step of signing in. */
export const SignInCard = ({ children, below }: SignInCardProps) => (
  <main className={classes.page}>
    <div className={classes.card}>
      <div className={classes.brand}>
        <LogoMark size={32} />
        <div>
          <h1 className={classes.title}>Sallyport</h1>
          <div className={classes.organisation}>Access that is asked for, approved, and ends</div>
        </div>
      </div>
      {children}
    </div>
    {below !== undefined && <p className={classes.below}>{below}</p>}
  </main>
);
