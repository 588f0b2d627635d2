/** A JSON object as it came over the wire. */
export type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** Longest text of each element, as https://docs.slack.dev/reference/block-kit says. */
const TEXT_LIMITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  section: { text: 3_000 },
  header: { text: 150 },
  button: { text: 75, url: 3_000, value: 2_000, action_id: 255 },
  input: { label: 2_000, hint: 2_000 },
  plain_text_input: { placeholder: 150, initial_value: 3_000, action_id: 255 },
  static_select: { placeholder: 150, action_id: 255 },
  modal: { title: 24, submit: 24, close: 24, private_metadata: 3_000, callback_id: 255, external_id: 255 },
  home: { private_metadata: 3_000, callback_id: 255, external_id: 255 },
};

const LIST_LIMITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  section: { fields: 10 },
  actions: { elements: 25 },
  context: { elements: 10 },
  static_select: { options: 100, option_groups: 100 },
};

const BLOCKS_OF_MESSAGE = 50;
const BLOCKS_OF_VIEW = 100;
const KNOWN_BLOCKS = new Set(['section', 'header', 'divider', 'context', 'actions', 'input']);

const textOf = (value: unknown): string => {
  const text = isObject(value) ? value.text : value;
  return typeof text === 'string' ? text : '';
};

/** Everything that Slack would refuse in the blocks of a message. */
export const messageFaults = (blocks: unknown): string[] => [
  ...countFault('blocks', listOf(blocks), BLOCKS_OF_MESSAGE),
  ...blocksFaults(blocks),
  ...listOf(blocks).flatMap((block) =>
    isObject(block) && block.type === 'input' ? ['an input in a message'] : [],
  ),
];

/** Everything that Slack would refuse in a modal or a home tab. */
export function viewFaults(view: unknown): string[] {
  if (!isObject(view)) return ['no view'];
  const needed = view.type === 'modal' ? ['title'] : [];
  const inputs = listOf(view.blocks).some((block) => isObject(block) && block.type === 'input');
  if (inputs && view.type === 'modal') needed.push('submit');
  return [
    ...(view.type === 'modal' || view.type === 'home' ? [] : [`a view of type ${String(view.type)}`]),
    ...needed.flatMap((name) => (textOf(view[name]) === '' ? [`a modal without ${name}`] : [])),
    ...elementFaults(view),
    ...countFault('blocks', listOf(view.blocks), BLOCKS_OF_VIEW),
    ...blocksFaults(view.blocks),
  ];
}

function blocksFaults(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return ['no list of blocks'];
  const ids = listOf(blocks).flatMap((block) =>
    isObject(block) && typeof block.block_id === 'string' ? [block.block_id] : [],
  );
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `block_id ${id} twice`);
  return [...twice, ...listOf(blocks).flatMap(blockFaults)];
}

function blockFaults(block: unknown): string[] {
  if (!isObject(block)) return ['a block that is no object'];
  const { type, accessory, element, elements, fields } = block;
  if (!KNOWN_BLOCKS.has(String(type))) return [`a block of type ${String(type)}`];
  const bare = type === 'section' && block.text === undefined && fields === undefined;
  return [
    ...(bare ? ['a section without text'] : []),
    ...elementFaults(block),
    ...[accessory, element, ...listOf(elements)].filter(isObject).flatMap(elementFaults),
    ...listOf(fields).flatMap((field) => (textOf(field).length > 2_000 ? ['a field over 2,000'] : [])),
  ];
}

/** Of a block, an element in it, or the view around them. */
function elementFaults(element: Json): string[] {
  const type = String(element.type);
  const texts = Object.entries(TEXT_LIMITS[type] ?? {}).flatMap(([name, most]) => {
    if (element[name] === undefined) return [];
    const { length } = textOf(element[name]);
    if (length > most) return [`${type}.${name} has ${length} characters, ${most} are allowed`];
    return length === 0 && isObject(element[name]) ? [`${type}.${name} is empty`] : [];
  });
  const lists = Object.entries(LIST_LIMITS[type] ?? {}).flatMap(([name, most]) =>
    countFault(`${type}.${name}`, listOf(element[name]), most),
  );
  const options = [...listOf(element.options), element.initial_option].filter(isObject);
  const empty = ['actions', 'context'].includes(type) && listOf(element.elements).length === 0;
  const noChoice = type === 'static_select' && listOf(element.options).length === 0;
  return [
    ...texts,
    ...lists,
    ...options.flatMap(optionFaults),
    ...(empty ? [`${type} without elements`] : []),
    ...(noChoice ? ['a select without options'] : []),
  ];
}

const optionFaults = (option: Json): string[] => [
  ...(textOf(option.text).length > 75 || textOf(option.text) === '' ? ['an option’s text'] : []),
  ...(textOf(option.description).length > 75 ? ['an option’s description'] : []),
  ...(String(option.value).length > 150 ? ['an option’s value'] : []),
];

const countFault = (what: string, list: readonly unknown[], most: number): string[] =>
  list.length > most ? [`${what}: ${list.length}, ${most} are allowed`] : [];
