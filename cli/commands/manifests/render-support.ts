import type { FieldSupport, SupportedField, SupportedKind } from '@petstore/engine/manifests';
import type { Style } from '../../terminal/paint.ts';
import { renderTable } from '../../terminal/render-table.ts';
import type { Terminal } from '../../terminal/terminal.ts';

const meanings: Readonly<Record<FieldSupport, string>> = {
  obeyed: 'acts here as in a cluster',
  checked:
    'is read and checked against its schema and the other manifests; its controller does not run here yet',
  'not applicable':
    'means nothing on one machine, for the reason given; `petstore status --json` lists those that are written',
  refused: 'would be wrong to ignore: `petstore up` says where it stands and does not start',
};

const styles: Readonly<Record<FieldSupport, Style>> = {
  obeyed: 'good',
  checked: 'strong',
  'not applicable': 'faint',
  refused: 'bad',
};

/** One table per kind: field, support and reason. */
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

function rowOf({ path, support, reason, except }: SupportedField): string {
  const values = except.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  const exception = values === '' ? '' : ` (but ${values} holds)`;
  const why = `${reason ?? ''}${exception}`.replaceAll('|', '\\|').replaceAll('*', '\\*');
  return `| \`${path}\` | ${support} | ${why || '-'} |`;
}

function isMetadata({ path }: SupportedField): boolean {
  return path.startsWith('metadata.') || ['apiVersion', 'kind', 'status'].includes(path);
}

function table(fields: readonly SupportedField[]): string[] {
  return ['| field | here | why |', '|---|---|---|', ...fields.map(rowOf)];
}

/** The page docs/reference/manifest-support.md; fields that every object has are listed once, at the top. */
export function renderSupportPage(kinds: readonly SupportedKind[]): string {
  const deployment = kinds.find(({ kind }) => kind === 'Deployment') ?? kinds[0];
  const shared = (deployment?.fields ?? []).filter(isMetadata);
  const sharedRows = new Set(shared.map(rowOf));
  const own = ({ fields }: SupportedKind) =>
    fields.filter(
      (field) => !isMetadata(field) || (field.support !== 'checked' && !sharedRows.has(rowOf(field))),
    );
  return [
    '# Manifest support',
    '',
    '<!-- Written by `npx petstore manifests support --markdown`; a test compares it with the schemas that read the manifests. -->',
    '',
    'What becomes of each field of each kind that the engine reads. A field that is not listed is refused as unknown. Entries of a list',
    'are written `[]`, names that a manifest chooses `*`; a map or a list of plain values is one field, and what is said of a field',
    'holds for all below it.',
    '',
    ...Object.entries(meanings).map(([support, meaning]) => `- **${support}**: ${meaning}.`),
    '',
    '## Every object',
    '',
    ...table(shared),
    ...kinds.flatMap((kind) => [
      '',
      `## ${kind.kind}`,
      '',
      `\`${kind.apiVersion}\``,
      '',
      ...table(own(kind)),
    ]),
    '',
  ].join('\n');
}
