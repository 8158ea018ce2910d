import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';
import { enteredEarly } from './ui/entered-early';

/**
 * The one place where colours, type and radii live. Components read the `--p-…` variables, and Mantine's own parts
 * are given the same values, so a page cannot mix two palettes.
 */

const ACCENT: MantineColorsTuple = [
  '#e8efff',
  '#d0deff',
  '#a9c3ff',
  '#86abff',
  '#6b98ff',
  '#3f77ff',
  '#1f5eff',
  '#1a53e6',
  '#1546c4',
  '#0f3699',
];

/** Mantine's dark scale, from text to background, in our tones. */
const INK_TO_NIGHT: MantineColorsTuple = [
  '#e8edf4',
  '#c3ccd8',
  '#9aa6b5',
  '#8391a3',
  '#364252',
  '#252e3a',
  '#151b23',
  '#0d1117',
  '#0a0e13',
  '#070a0e',
];

const FONT =
  'var(--p-font-latin), "Inter Variable", "Parapet Fallback", system-ui, -apple-system, "Segoe UI", sans-serif';
const MONO = 'ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", Consolas, monospace';

/** What is entered in one of these is heard, also where that was before the page could hear. */
const FIELDS = ['NativeSelect', 'TextInput', 'PasswordInput', 'Textarea', 'Checkbox', 'Switch'];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.25,
  colors: { accent: ACCENT, dark: INK_TO_NIGHT },
  fontFamily: FONT,
  fontFamilyMonospace: MONO,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '28px' },
  headings: { fontFamily: FONT, fontWeight: '650' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  // Named outright, so that style sheets can tell the filled button from the others.
  components: {
    Button: { defaultProps: { variant: 'filled' } },
    ...Object.fromEntries(FIELDS.map((name) => [name, { defaultProps: { ref: enteredEarly } }])),
  },
});

/** What the palette is in each scheme; text colours pass 4.5 to 1 on background and panel. */
const LIGHT = {
  '--p-bg': '#f6f7f9',
  '--p-panel': '#ffffff',
  '--p-sunken': '#f1f3f6',
  '--p-line': '#e4e8ee',
  '--p-line-strong': '#cfd6df',
  '--p-control-line': '#868f9c',
  '--p-ink': '#14181f',
  '--p-second': '#566070',
  '--p-faint': '#667080',
  '--p-accent': '#1f5eff',
  '--p-accent-ink': '#1a53e6',
  '--p-accent-soft': '#e8efff',
  '--p-band-0': '#dde2e9',
  '--p-band-1': '#8fb8a8',
  '--p-band-2': '#b9c46a',
  '--p-band-3': '#e7b740',
  '--p-band-4': '#e67f3c',
  '--p-band-5': '#c8313f',
  '--p-band-wash': '14%',
  '--p-group-authentication': '#3a6fe0',
  '--p-group-trust-monitor': '#78a4b8',
  '--p-group-identity-platform': '#b79fd6',
  '--p-neutral-bar': '#a3adba',
  '--p-good': '#12753f',
  '--p-good-soft': '#e3f4ea',
  '--p-warn': '#8a5a00',
  '--p-warn-soft': '#fdf0d9',
  '--p-warn-line': '#e7b740',
  '--p-bad': '#b3202f',
  '--p-bad-soft': '#fde8ea',
  '--p-bad-line': '#c8313f',
  '--p-quiet': '#566070',
  '--p-quiet-soft': '#f1f3f6',
  '--p-scrim': 'rgb(20 24 31 / 38%)',
};

const DARK: typeof LIGHT = {
  '--p-bg': '#0d1117',
  '--p-panel': '#151b23',
  '--p-sunken': '#10161e',
  '--p-line': '#252e3a',
  '--p-line-strong': '#364252',
  '--p-control-line': '#6c7787',
  '--p-ink': '#e8edf4',
  '--p-second': '#9aa6b5',
  '--p-faint': '#8391a3',
  '--p-accent': '#6b98ff',
  '--p-accent-ink': '#86abff',
  '--p-accent-soft': '#18233c',
  '--p-band-0': '#2c3643',
  '--p-band-1': '#5f9a86',
  '--p-band-2': '#a2ad52',
  '--p-band-3': '#d3a332',
  '--p-band-4': '#de7433',
  '--p-band-5': '#e04b59',
  '--p-band-wash': '10%',
  '--p-group-authentication': '#5b8cf5',
  '--p-group-trust-monitor': '#6f9fb3',
  '--p-group-identity-platform': '#a58cc9',
  '--p-neutral-bar': '#5a6675',
  '--p-good': '#4ccf86',
  '--p-good-soft': '#0f2b1d',
  '--p-warn': '#f0b94d',
  '--p-warn-soft': '#33260d',
  '--p-warn-line': '#d3a332',
  '--p-bad': '#ff8b92',
  '--p-bad-soft': '#391519',
  '--p-bad-line': '#e04b59',
  '--p-quiet': '#9aa6b5',
  '--p-quiet-soft': '#1c2530',
  '--p-scrim': 'rgb(0 0 0 / 60%)',
};

/** Gives Mantine's own variables the values above. */
const MANTINE = {
  '--mantine-color-body': 'var(--p-bg)',
  '--mantine-color-text': 'var(--p-ink)',
  '--mantine-color-dimmed': 'var(--p-second)',
  '--mantine-color-placeholder': 'var(--p-faint)',
  '--mantine-color-anchor': 'var(--p-accent-ink)',
  '--mantine-color-default': 'var(--p-panel)',
  '--mantine-color-default-hover': 'var(--p-sunken)',
  '--mantine-color-default-color': 'var(--p-ink)',
  '--mantine-color-default-border': 'var(--p-line-strong)',
  '--mantine-color-error': 'var(--p-bad)',
  '--mantine-color-disabled': 'var(--p-sunken)',
  '--mantine-color-disabled-color': 'var(--p-faint)',
  '--mantine-color-disabled-border': 'var(--p-line)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...LIGHT, ...MANTINE },
  dark: { ...DARK, ...MANTINE },
});
