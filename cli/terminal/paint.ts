import { styleText } from 'node:util';

/** Styles by meaning. */
const styles = {
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  accent: 'cyan',
  strong: 'bold',
  faint: 'dim',
} as const;
export type Style = keyof typeof styles;
export type Paint = (style: Style, text: string) => string;

interface PaintDecision {
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether to colour: never with NO_COLOR (https://no-color.org: any non-empty value), always with FORCE_COLOR, else on
 * terminals.
 */
export function hasColours({ isTerminal, environment }: PaintDecision): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = environment;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined && force !== '') return force !== '0';
  return isTerminal && term !== 'dumb';
}

export function createPaint(decision: PaintDecision): Paint {
  if (!hasColours(decision)) return (_style, text) => text;
  return (style, text) => (text === '' ? '' : styleText(styles[style], text, { validateStream: false }));
}
