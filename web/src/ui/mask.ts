/** The text with everything but its white space hidden, so that its shape stays and its content does not. */
export const masked = (text: string): string => text.replace(/\S/g, '•');
