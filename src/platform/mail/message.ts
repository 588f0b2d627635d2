export interface MailAction {
  readonly label: string;
  readonly url: string;
}

/** What a message says, once, for both its forms. Plain sentences; whatever comes from people is escaped in the HTML. */
export interface MailMessage {
  readonly subject: string;
  /** `Hello Camille Petit,` */
  readonly greeting: string;
  readonly paragraphs: readonly string[];
  /** Two columns under the paragraphs: what is to be known at a glance. */
  readonly facts?: readonly { readonly label: string; readonly value: string }[];
  readonly action?: MailAction;
  /** Less likely ones, as plain links. */
  readonly others?: readonly MailAction[];
  /** In small letters at the end: why this came, and what to do when it should not have. */
  readonly afterwards: readonly string[];
}

export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const WIDTH = 78;

export const writeMail = (message: MailMessage): WrittenMail => ({
  subject: oneLine(message.subject),
  text: textOf(message),
  html: htmlOf(message),
});

/** A name with a line break in it must not begin a header of its own. */
const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

function textOf({ greeting, paragraphs, facts = [], action, others = [], afterwards }: MailMessage): string {
  const said = [greeting, ...paragraphs].map(wrapped);
  if (facts.length > 0) said.push(facts.map(({ label, value }) => wrapped(`${label}: ${value}`)).join('\n'));
  for (const { label, url } of action ? [action, ...others] : others) said.push(`${label}:\n${url}`);
  return `${[...said, '-- ', ...afterwards.map(wrapped)].join('\n\n').replace('-- \n\n', '-- \n')}\n`;
}

function wrapped(paragraph: string): string {
  const lines: string[] = [];
  for (const word of paragraph.split(/\s+/u)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character]);

const paragraph = (text: string, style = ''): string => `<p style="margin:0 0 16px;${style}">${text}</p>`;

/** Styles inline and nothing loaded from anywhere: that is what mail programs show, and nothing tells when it was read. */
function htmlOf({
  subject,
  greeting,
  paragraphs,
  facts = [],
  action,
  others = [],
  afterwards,
}: MailMessage): string {
  const body = [greeting, ...paragraphs].map((text) => paragraph(escaped(text)));
  if (facts.length > 0) body.push(tableOf(facts));
  if (action) body.push(paragraph(buttonOf(action)), paragraph(addressOf(action.url), 'font-size:13px;'));
  body.push(...others.map((other) => paragraph(linkOf(other))));
  const small = afterwards.map((text) => paragraph(escaped(text), 'font-size:13px;color:#5c6470;'));
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(oneLine(subject))}</title></head>` +
    '<body style="margin:0;padding:24px;font:15px/1.5 system-ui,-apple-system,\'Segoe UI\',sans-serif;color:#1b1f24;">' +
    `<div style="max-width:560px;">${body.join('')}<hr style="border:0;border-top:1px solid #d9dde3;margin:24px 0 16px;">` +
    `${small.join('')}</div></body></html>`
  );
}

const buttonOf = ({ label, url }: MailAction): string =>
  `<a href="${escaped(url)}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1f5fbf;` +
  `color:#ffffff;text-decoration:none;font-weight:600;">${escaped(label)}</a>`;

const linkOf = ({ label, url }: MailAction): string =>
  `<a href="${escaped(url)}" style="color:#1f5fbf;">${escaped(label)}</a>`;

/** A table, since that is what every mail program lays out alike; read out as plain rows. */
function tableOf(facts: NonNullable<MailMessage['facts']>): string {
  const cell = 'padding:2px 16px 2px 0;vertical-align:top;text-align:left;';
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><th scope="row" style="${cell}font-weight:400;color:#5c6470;white-space:nowrap;">${escaped(label)}</th>` +
      `<td style="${cell}">${escaped(value)}</td></tr>`,
  );
  return `<table style="border-collapse:collapse;margin:0 0 16px;font:inherit;">${rows.join('')}</table>`;
}

const addressOf = (url: string): string =>
  `If the button does not work, open this address: <span style="word-break:break-all;">${escaped(url)}</span>`;
