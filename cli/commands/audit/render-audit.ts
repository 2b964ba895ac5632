import { renderTable } from '../../terminal/render-table.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { type Finding, type Invariant, invariants } from './finding.ts';

/** Findings shown per invariant; `--json` has all of them. */
const mostShown = 10;

/** One line per invariant, followed by the violations. */
export function renderAudit(
  findings: readonly Finding[],
  { paint, columns: width }: Pick<Terminal, 'paint' | 'columns'>,
): string {
  const names = Object.keys(invariants) as Invariant[];
  const rows = names.flatMap((invariant) => {
    const found = findings.filter((finding) => finding.invariant === invariant);
    const state = found.length === 0 ? 'holds' : `${found.length} found`;
    const head = [
      { text: invariant, style: 'strong' as const },
      { text: state, style: found.length === 0 ? ('good' as const) : ('bad' as const) },
      { text: invariants[invariant] },
    ];
    return [head];
  });
  const table = renderTable({ columns: [{}, {}, { isShrinkable: true, least: 20 }], rows, paint, width });
  const details = names.flatMap((invariant) => {
    const found = findings.filter((finding) => finding.invariant === invariant);
    const more = found.length - mostShown;
    return [
      ...found.slice(0, mostShown).map(({ subject, detail }) => `  ${invariant} ${subject}: ${detail}`),
      ...(more > 0 ? [`  ${invariant} and ${more} more (--json has all)`] : []),
    ];
  });
  return [table, ...(details.length === 0 ? [] : ['', ...details])].join('\n');
}
