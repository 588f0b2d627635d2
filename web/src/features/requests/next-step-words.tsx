import { RelativeTime } from '../../ui/relative-time';
import type { NextStep } from './next-step';

export const NextStepWords = ({ step }: { readonly step: NextStep }) => (
  <>
    {step.before} {step.moment !== undefined && <RelativeTime at={step.moment} />}
    {step.after}
  </>
);
