interface TableRow {
  /** The heading that it stands below, without code marks. */
  readonly section: string;
  readonly line: number;
  /** Without code marks. */
  readonly cells: readonly string[];
}

/** The rows of a document's tables whose first cell is code; headings and rules are no rows. */
export function readTables(markdown: string): TableRow[] {
  const rows: TableRow[] = [];
  let section = '';
  for (const [index, text] of markdown.split('\n').entries()) {
    const heading = /^#+\s+(.*)$/.exec(text)?.[1];
    if (heading !== undefined) section = plain(heading);
    if (!text.startsWith('| `')) continue;
    const cells = text
      .replace(/^\||\|$/g, '')
      .split('|')
      .map(plain);
    rows.push({ section, line: index + 1, cells });
  }
  return rows;
}

function plain(text: string): string {
  return text.replaceAll('`', '').trim();
}
