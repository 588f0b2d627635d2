import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, rem } from '@mantine/core';

// Every scale keeps one hue in OKLCH. Shade 6 and darker carry white text, shade 4 is read on the dark body (AA).
const port: MantineColorsTuple = [
  '#eef8ff',
  '#d9eeff',
  '#b9defd',
  '#8cc8f7',
  '#5dade8',
  '#3291d1',
  '#0676b5',
  '#00619b',
  '#004d7f',
  '#003960',
];
const green: MantineColorsTuple = [
  '#effaf2',
  '#dbf2e2',
  '#bce5c9',
  '#91d3a7',
  '#62ba84',
  '#38a065',
  '#10854d',
  '#00703c',
  '#005a2d',
  '#00421f',
];
const amber: MantineColorsTuple = [
  '#fdf6ec',
  '#f8e9d5',
  '#efd5b1',
  '#e2b980',
  '#ce9a4d',
  '#b57c1a',
  '#9a6300',
  '#825000',
  '#693e00',
  '#4f2d00',
];
const red: MantineColorsTuple = [
  '#fff2ef',
  '#ffe0dc',
  '#ffc5be',
  '#ffa097',
  '#fa766f',
  '#e1514e',
  '#c33435',
  '#a71f25',
  '#891019',
  '#67080f',
];
const gray: MantineColorsTuple = [
  '#f9fafb',
  '#f2f5f7',
  '#e7eaed',
  '#d5dade',
  '#b9bec4',
  '#8b9198',
  '#676e75',
  '#4c535b',
  '#323a42',
  '#1a222b',
];
const dark: MantineColorsTuple = [
  '#e6e8ea',
  '#babec3',
  '#9ca2a9',
  '#717880',
  '#373e45',
  '#252c33',
  '#1b2128',
  '#10161c',
  '#0a0f14',
  '#060a0e',
];

const SYSTEM_FONTS =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, "Helvetica Neue", Arial, sans-serif';
const SYSTEM_MONOSPACE =
  'ui-monospace, SFMono-Regular, "Cascadia Mono", "Segoe UI Mono", Menlo, Consolas, monospace';

const pixels = (...sizes: [number, number, number, number, number]) => {
  const [xs, sm, md, lg, xl] = sizes;
  return { xs: rem(xs), sm: rem(sm), md: rem(md), lg: rem(lg), xl: rem(xl) };
};

// A dialog's <header> would count as a second banner of the page.
const headerOfDialog = { header: { role: 'none' } };
// A title of two lines.
const titleOfDialog = { title: { lineHeight: 1.35, fontWeight: 600 } };

export const theme = createTheme({
  colors: { port, green, amber, red, gray, dark },
  primaryColor: 'port',
  primaryShade: { light: 7, dark: 6 },
  black: '#1a222b',
  fontFamily: SYSTEM_FONTS,
  fontFamilyMonospace: SYSTEM_MONOSPACE,
  fontSizes: pixels(12, 14, 14, 16, 20),
  lineHeights: { xs: '1.4', sm: '1.5', md: '1.5', lg: '1.5', xl: '1.4' },
  fontWeights: { regular: '400', medium: '500', bold: '600' },
  spacing: pixels(4, 8, 12, 16, 24),
  radius: pixels(2, 4, 6, 8, 16),
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  headings: {
    fontFamily: SYSTEM_FONTS,
    fontWeight: '600',
    textWrap: 'balance',
    sizes: {
      h1: { fontSize: rem(22), lineHeight: '1.3' },
      h2: { fontSize: rem(16), lineHeight: '1.4' },
      h3: { fontSize: rem(14), lineHeight: '1.4' },
    },
  },
  // By name and not by `Component.extend`: an import here would put every one of them into the first load.
  components: {
    Button: { defaultProps: { variant: 'default' } },
    Textarea: { defaultProps: { autosize: true, minRows: 3 } },
    SegmentedControl: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 250, events: { hover: true, focus: true, touch: true } } },
    Modal: {
      defaultProps: {
        centered: true,
        padding: 'lg',
        closeButtonProps: { 'aria-label': 'Close' },
        transitionProps: { duration: 120 },
        attributes: headerOfDialog,
        styles: titleOfDialog,
      },
    },
    Drawer: { defaultProps: { attributes: headerOfDialog, padding: 'lg', styles: titleOfDialog } },
  },
});

/** How a state is coloured; which state has which tone is said in states.ts. */
export type Tone = 'neutral' | 'live' | 'warn' | 'good' | 'bad';

const TONE_SCALES: readonly [Tone, string][] = [
  ['live', 'port'],
  ['warn', 'amber'],
  ['good', 'green'],
  ['bad', 'red'],
];

const shade = (color: string, index: number) => `var(--mantine-color-${color}-${index})`;

const toneVariables = (schemeOf: (color: string) => { ink: string; tint: string; line: string }) =>
  Object.fromEntries(
    TONE_SCALES.flatMap(([tone, color]) =>
      Object.entries(schemeOf(color)).map(([part, value]) => [`--tone-${tone}-${part}`, value]),
    ),
  );

const darkTint = (color: string) => `color-mix(in oklab, ${shade(color, 7)} 28%, ${shade('dark', 7)})`;

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-error': shade('red', 7),
    '--mantine-color-placeholder': shade('gray', 6),
    '--mantine-color-disabled-color': shade('gray', 6),
    '--mantine-color-default-border': shade('gray', 3),
    '--focus': shade('port', 7),
    '--line': shade('gray', 2),
    '--line-strong': shade('gray', 5),
    '--surface': shade('gray', 0),
    '--surface-raised': '#ffffff',
    '--row-hover': shade('gray', 1),
    '--row-active': shade('port', 0),
    '--tone-neutral-ink': shade('gray', 7),
    '--tone-neutral-tint': shade('gray', 1),
    '--tone-neutral-line': shade('gray', 3),
    ...toneVariables((color) => ({ ink: shade(color, 7), tint: shade(color, 0), line: shade(color, 2) })),
  },
  dark: {
    '--mantine-color-error': shade('red', 4),
    '--mantine-color-placeholder': shade('dark', 2),
    '--mantine-color-disabled-color': shade('dark', 2),
    '--mantine-color-default-border': shade('dark', 4),
    '--focus': shade('port', 4),
    // Between shades 4 and 5: rows in a raised frame must be told apart without being fenced in.
    '--line': '#2e353c',
    '--line-strong': shade('dark', 3),
    '--surface': '#0c1116',
    '--surface-raised': shade('dark', 6),
    '--row-hover': shade('dark', 6),
    '--row-active': darkTint('port'),
    '--tone-neutral-ink': shade('dark', 1),
    '--tone-neutral-tint': shade('dark', 6),
    '--tone-neutral-line': shade('dark', 4),
    ...toneVariables((color) => ({ ink: shade(color, 4), tint: darkTint(color), line: shade(color, 8) })),
  },
});
