export const CODE_LENGTH = 6;

/** What was typed or pasted, as far as it can be a code: `123 456` is 123456, anything beyond six digits is dropped. */
export const digitsOf = (typed: string): string => typed.replace(/\D/g, '').slice(0, CODE_LENGTH);

export const isComplete = (code: string): boolean => /^[0-9]{6}$/.test(code);
