/** The fields of one line, without blanks around them; quoted ones may hold delimiters, and quotes twice. */
export function splitFields(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((field) => field.trim());
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const { field, next } =
      line[at] === '"' ? readQuoted(line, at, delimiter) : readPlain(line, at, delimiter);
    fields.push(field.trim());
    at = next;
  }
  return fields;
}

function readPlain(line: string, from: number, delimiter: string) {
  const end = line.indexOf(delimiter, from);
  const to = end < 0 ? line.length : end;
  return { field: line.slice(from, to), next: to + delimiter.length };
}

function readQuoted(line: string, from: number, delimiter: string) {
  let field = '';
  let at = from + 1;
  while (at < line.length) {
    if (line[at] !== '"') field += line[at];
    else if (line[at + 1] === '"') {
      field += '"';
      at += 1;
    } else break;
    at += 1;
  }
  const rest = readPlain(line, at + 1, delimiter);
  return { field: field + rest.field, next: rest.next };
}
