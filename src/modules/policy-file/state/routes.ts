import type { ApprovalStep } from '../../policy';

/** Approval steps whose named people go by another name: keys become ids, or ids keys. */
export const translateRoutes = (
  steps: readonly ApprovalStep[],
  person: (name: string) => string,
): readonly ApprovalStep[] =>
  steps.map(({ count, by }) => ({
    count,
    by: by.map((route) => ('person' in route ? { person: person(route.person) } : route)),
  }));
