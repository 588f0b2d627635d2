/** Who does it, in the audit trail's words. */
export type Actor =
  | {
      readonly kind: 'person';
      readonly personId: string;
      /** Of the API token that acts for the person; absent in their browser. */
      readonly tokenId?: string;
      /** Where the person acted, when not in their browser or by a token. */
      readonly channel?: 'slack';
      readonly requestId?: string;
      readonly address?: string;
    }
  | { readonly kind: 'anonymous'; readonly requestId?: string; readonly address?: string }
  | { readonly kind: 'system'; readonly name: string; readonly requestId?: string };

/** A part of the product that acts by itself: `grants.deadline`, `policy-file.start`. */
export const systemActor = (name: string): Actor => ({ kind: 'system', name });
