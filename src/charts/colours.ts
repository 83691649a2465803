/**
 * Colours by what they are for, in light and in dark. Those of the arms are Okabe and Ito's, which people who do not
 * see all colours can tell apart; dashes and shapes say the same again.
 */
export const COLOURS = {
  paper: { light: '#ffffff', dark: '#0d1117' },
  ink: { light: '#24292f', dark: '#e6edf3' },
  quiet: { light: '#57606a', dark: '#9198a1' },
  line: { light: '#d8dee4', dark: '#30363d' },
  canary: { light: '#d55e00', dark: '#ff9f4a' },
  control: { light: '#0072b2', dark: '#56b4e9' },
  limit: { light: '#8b2f8b', dark: '#d99be0' },
} as const;

export type ColourName = keyof typeof COLOURS;

/** As a chart is drawn; `darkStyle` changes it for those who read in the dark. */
export function colour(name: ColourName): string {
  return COLOURS[name].light;
}

/** CSS that swaps every colour where the reader prefers dark. */
export function darkStyle(): string {
  const rules = Object.values(COLOURS).flatMap(({ light, dark }) =>
    ['fill', 'stroke'].map((attribute) => `[${attribute}="${light}"]{${attribute}:${dark}}`),
  );
  return `@media (prefers-color-scheme:dark){${rules.join('')}}`;
}
