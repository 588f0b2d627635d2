/** A handle or an e-mail address as it is looked up: every spelling of one name becomes one text (Unicode NFKC, lower case). */
export const normalName = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase();
