const EMAIL = /^[^\s@<>"(),:;[\]\\]+@[^\s@<>"(),:;[\]\\]+\.[^\s@<>"(),:;[\]\\]+$/;
const LONGEST = 254;

/** The address in lower case; undefined where this is none. */
export function emailAddress(text: string): string | undefined {
  const address = text.toLowerCase();
  return address.length <= LONGEST && EMAIL.test(address) ? address : undefined;
}
