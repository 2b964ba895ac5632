interface TableRow {
  /** The heading above the table, without backticks. */
  readonly section: string;
  readonly line: number;
  /** Without backticks. */
  readonly cells: readonly string[];
}

/** The rows of a document's tables whose first cell is code; header and delimiter rows are left out. */
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
