/** As grants name them. */
type EndReason = 'deadline' | 'returned' | 'revoked' | 'unclaimed' | 'no-longer-allowed';

/** `by`: who did it, as the reader calls them; null when nobody did. */
export function whyEnded(reason: EndReason | null, by: string | null): string {
  switch (reason) {
    case 'deadline':
      return 'Its time was over.';
    case 'returned':
      return `${by ?? 'Somebody'} said that it is not needed any more.`;
    case 'revoked':
      return `${by ?? 'Somebody'} ended it before its time.`;
    case 'unclaimed':
      return 'Nobody used it in time.';
    case 'no-longer-allowed':
      return 'What it stood on was no longer allowed.';
    case null:
      return 'It was ended.';
  }
}
