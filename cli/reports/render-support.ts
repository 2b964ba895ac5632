import type { FieldSupport, SupportedKind } from '@petstore/engine/manifests';
import type { Style } from '../terminal/paint.ts';
import { renderTable } from '../terminal/render-table.ts';
import type { Terminal } from '../terminal/terminal.ts';

const styles: Readonly<Record<FieldSupport, Style>> = {
  obeyed: 'good',
  checked: 'strong',
  'not applicable': 'faint',
  refused: 'bad',
};

/** A table a kind: field, what becomes of it, and why. */
export function renderSupport(
  kinds: readonly SupportedKind[],
  { paint, columns }: Pick<Terminal, 'paint' | 'columns'>,
): string {
  return kinds
    .map(({ kind, apiVersion, fields }) => {
      const rows = fields.map(({ path, support, reason }) => [
        path,
        { text: support, style: styles[support] },
        reason ?? '',
      ]);
      const table = renderTable({
        columns: [
          { isShrinkable: true, least: 24, isCutAtStart: true },
          {},
          { isShrinkable: true, least: 16 },
        ],
        rows,
        paint,
        width: columns,
      });
      return `${paint('strong', kind)} ${paint('faint', apiVersion)}\n${table}`;
    })
    .join('\n\n');
}
