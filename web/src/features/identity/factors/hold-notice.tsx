import type { MyFactors } from '../../../api/types';
import { Notice } from '../../../ui/notice';

type Hold = NonNullable<MyFactors['hold']>;

export const HOLD_CAUSES: Readonly<Record<Hold['cause'], string>> = {
  'first-factor': 'The second factor is new, and no administrator vouched for it.',
  recovery: 'The second factors were recovered.',
};

/** The reasons behind the banner that stands on every page meanwhile. */
export const HoldNotice = ({ hold }: { readonly hold: Hold }) => (
  <Notice tone="neutral" title="Why your privileged use is held">
    {HOLD_CAUSES[hold.cause]} Everything else works. If it cannot wait, ask somebody else of the circle to
    lift it under “Second factors of people”.
  </Notice>
);
