/** Colours by meaning. Without colours every function returns its text as it is. */
export interface Palette {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly notice: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly strong: (text: string) => string;
}

const paint =
  (open: number, close: number) =>
  (text: string): string =>
    text === '' ? text : `\u001B[${open}m${text}\u001B[${close}m`;

const plain = (text: string): string => text;

const colours: Palette = {
  good: paint(32, 39),
  bad: paint(31, 39),
  notice: paint(33, 39),
  quiet: paint(2, 22),
  strong: paint(1, 22),
};

/** The palette for a terminal that shows colours, or for one that does not. */
export function paletteFor(terminal: { readonly colour: boolean }): Palette {
  return terminal.colour
    ? colours
    : { good: plain, bad: plain, notice: plain, quiet: plain, strong: plain };
}
