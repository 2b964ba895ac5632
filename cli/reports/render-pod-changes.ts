import type { PodStatus } from '@petstore/engine/api/control';
import type { Terminal } from '../terminal/terminal.ts';

type NamedPods = readonly Pick<PodStatus, 'name'>[];

/** One line per pod: removed, kept or added. */
export function renderPodChanges(
  before: NamedPods,
  after: NamedPods,
  { paint }: Pick<Terminal, 'paint'>,
): string[] {
  const earlier = new Set(before.map(({ name }) => name));
  const names = after.map(({ name }) => name);
  return [
    ...[...earlier].filter((name) => !names.includes(name)).map((name) => `  ${paint('bad', '-')} ${name}`),
    ...names.map((name) => `  ${earlier.has(name) ? ' ' : paint('good', '+')} ${name}`),
  ];
}
