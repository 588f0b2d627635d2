import type { BrowserStepUp } from '../../../api/types';

export interface AskedProps {
  readonly link: string;
  readonly asked: BrowserStepUp;
  readonly onAnswered: (state: 'confirmed' | 'refused') => void;
}
