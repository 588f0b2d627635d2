import { parse } from 'yaml';

/** One row of a table of docs/approval-routing.md, with the fields of the profile that stand above the table. */
export interface RoutingExample {
  readonly section: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly asks: string;
  readonly meanwhile: readonly string[];
  readonly asked: readonly string[];
  readonly outcome: string;
}

export interface ExamplePerson {
  readonly id: string;
  readonly jobRole: string;
  readonly manager: string;
  readonly is: string;
}

interface Table {
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const PEOPLE = ['person', 'job role', 'manager', 'is'];
const EXAMPLES = ['who asks', 'meanwhile', 'asked', 'outcome'];

/** Everything in the document that can be run. A table that is neither of people nor of examples is a mistake. */
export function readRoutingExamples(markdown: string): {
  readonly people: readonly ExamplePerson[];
  readonly examples: readonly RoutingExample[];
} {
  const people: ExamplePerson[] = [];
  const examples: RoutingExample[] = [];
  let section = '';
  let fields: Record<string, unknown> | undefined;
  for (const block of markdown.split(/\n{2,}/)) {
    const title = /^## (.+)$/m.exec(block);
    if (title) [section, fields] = [title[1], undefined];
    const yaml = /^```yaml\n([\s\S]*?)\n```$/.exec(block.trim());
    if (yaml) fields = parse(yaml[1]) as Record<string, unknown>;
    if (!block.trimStart().startsWith('|')) continue;
    const { heading, rows } = tableOf(block);
    if (heading.join() === PEOPLE.join()) {
      people.push(...rows.map(([id, jobRole, manager, is]) => ({ id, jobRole, manager, is })));
    } else if (heading.join() === EXAMPLES.join() && fields !== undefined) {
      const above = fields;
      examples.push(...rows.map((row) => exampleOf(section, above, row)));
    } else throw new Error(`The table under “${section}” cannot be run: ${heading.join(' | ')}`);
  }
  return { people, examples };
}

const exampleOf = (
  section: string,
  fields: Record<string, unknown>,
  [asks, meanwhile, asked, outcome]: readonly string[],
): RoutingExample => ({
  section,
  fields,
  asks,
  meanwhile: listed(meanwhile, ';'),
  asked: listed(asked, ','),
  outcome,
});

const listed = (text: string, separator: string): string[] =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');

function tableOf(block: string): Table {
  const [heading, , ...rows] = block
    .trim()
    .split('\n')
    .map((line) =>
      line
        .replace(/^\||\|$/g, '')
        .split('|')
        .map((cell) => cell.trim()),
    );
  return { heading, rows };
}
