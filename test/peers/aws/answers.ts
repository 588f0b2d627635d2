/** A refusal as AWS words it. */
export class AwsFault extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export const accessDenied = (message: string): AwsFault => new AwsFault('AccessDenied', 403, message);
export const invalidValue = (message: string): AwsFault => new AwsFault('ValidationError', 400, message);

export type XmlValue =
  string | number | { readonly [name: string]: XmlValue | undefined } | readonly XmlValue[];

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Lists are written as AWS's query protocol does: one `member` for each. */
export function xml(value: XmlValue): string {
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  const entries: [string, XmlValue | undefined][] = Array.isArray(value)
    ? value.map((one: XmlValue) => ['member', one])
    : Object.entries(value);
  return entries
    .flatMap(([name, inner]) => (inner === undefined ? [] : [`<${name}>${xml(inner)}</${name}>`]))
    .join('');
}

export const success = (action: string, result: XmlValue): string =>
  xml({
    [`${action}Response`]: { [`${action}Result`]: result, ResponseMetadata: { RequestId: 'peer' } },
  });

export const failure = ({ code, message, status }: AwsFault): string =>
  xml({
    ErrorResponse: {
      Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
      RequestId: 'peer',
    },
  });
