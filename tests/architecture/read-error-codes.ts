import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ErrorCatalogue, ErrorTable } from '@petstore/chassis/errors';
import { frameworkProblems } from '@petstore/chassis/http';

export interface ErrorCode {
  /** The folder of the package that defines it. */
  readonly owner: string;
  readonly code: string;
  readonly kind: string;
}

export interface KnownErrorCodes {
  readonly codes: readonly ErrorCode[];
  /** Files that create errors with a code from elsewhere: they pass on the code of another service. */
  readonly passingOn: readonly string[];
}

const directError = /new AppError\(\s*(?:'([a-z-]+)'|([^,']+)),\s*(?:'([a-z-]+)')?/g;

/**
 * Every error code in the sources: of catalogues, of errors created without one, and of errors by the HTTP framework.
 */
export async function readErrorCodes(
  root: string,
  sources: ReadonlyMap<string, string>,
): Promise<KnownErrorCodes> {
  const codes: ErrorCode[] = [];
  const passingOn: string[] = [];
  for (const [path, text] of sources) {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
    const owner = ownerOf(path);
    if (/^export const \w+ = defineErrors\(/m.test(text))
      codes.push(...(await cataloguedIn(join(root, path), owner)));
    for (const [, code, passedOn, kind = ''] of text.matchAll(directError)) {
      if (code !== undefined) codes.push({ owner, code, kind });
      else if (passedOn !== undefined) passingOn.push(path);
    }
  }
  const own = new Set(codes.filter(({ owner }) => owner === 'chassis').map(({ code }) => code));
  for (const code of Object.keys(frameworkProblems)) {
    if (!own.has(code)) codes.push({ owner: 'chassis', code, kind: '-' });
  }
  return { codes, passingOn: [...new Set(passingOn)] };
}

function ownerOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'services' ? `${top}/${second}` : top;
}

async function cataloguedIn(file: string, owner: string): Promise<ErrorCode[]> {
  const exported: Record<string, unknown> = await import(pathToFileURL(file).href);
  const catalogues = Object.values(exported).filter(isCatalogue);
  if (catalogues.length === 0) throw new Error(`${file} defines errors and exports no catalogue of them`);
  return catalogues.flatMap(({ table }) =>
    Object.entries(table).map(([code, { kind }]) => ({ owner, code, kind })),
  );
}

function isCatalogue(value: unknown): value is ErrorCatalogue<ErrorTable> {
  return typeof value === 'object' && value !== null && 'table' in value && 'create' in value;
}
