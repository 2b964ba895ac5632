import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ErrorKind, outcomeOfKind } from '@petstore/chassis/errors';
import { frameworkProblems } from '@petstore/chassis/http';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSourceTree } from '../../scripts/boundaries/read-source-tree.ts';
import { type ErrorCode, type KnownErrorCodes, readErrorCodes } from './read-error-codes.ts';
import { readTables } from './read-tables.ts';

const root = process.cwd();
const path = 'docs/reference/errors.md';
const rows = readTables(readFileSync(join(root, path), 'utf8'));
let known: KnownErrorCodes;
beforeAll(async () => {
  known = await readErrorCodes(root, readSourceTree(root).sources);
});

/** `owner code kind status`, as in the tables of the page. */
function lineOf({ owner, code, kind }: ErrorCode): string {
  const status = kind === '-' ? frameworkProblems[code] : outcomeOfKind(kind as ErrorKind).httpStatus;
  return `${owner} ${code} ${kind} ${status}`;
}

const documented = rows
  .filter(({ section }) => section !== 'Kinds')
  .map(({ section, cells: [code, kind, status] }) => `${section} ${code} ${kind} ${status}`);

describe('the reference of errors', () => {
  it('lists every error code of the sources', () => {
    const written = new Set(documented);
    expect([...new Set(known.codes.map(lineOf))].filter((line) => !written.has(line))).toEqual([]);
  });

  it('lists no code that the sources do not have, and none twice', () => {
    const given = new Set(known.codes.map(lineOf));
    expect(documented.filter((line) => !given.has(line))).toEqual([]);
    expect(documented.filter((line, index) => documented.indexOf(line) !== index)).toEqual([]);
  });

  it('explains each code and what to do', () => {
    const silent = rows.filter(
      ({ section, cells }) => cells.length !== (section === 'Kinds' ? 4 : 5) || cells.includes(''),
    );
    expect(silent.map(({ line, cells }) => `${path}:${line}: ${cells[0]}`)).toEqual([]);
  });

  it('lists every kind with its status', () => {
    const kinds = rows.filter(({ section }) => section === 'Kinds');
    expect(kinds.map(({ cells: [kind, status] }) => `${kind} ${status}`)).toEqual(
      [...new Set(known.codes.map(({ kind }) => kind))]
        .filter((kind) => kind !== '-')
        .map((kind) => `${kind} ${outcomeOfKind(kind as ErrorKind).httpStatus}`)
        .sort((one, other) => statusOf(one) - statusOf(other)),
    );
  });

  it('knows all files that pass on the codes of other services', () => {
    expect([...known.passingOn].sort()).toEqual([
      'chassis/errors/define-errors.ts',
      'chassis/http/create-http-client.ts',
      'cli/commands/up/start-failure.ts',
      'cli/scenarios/order-steps.ts',
      'cli/system/control-client.ts',
      'cli/system/json-client.ts',
      'services/petstore-domain/testing/simulated-payments.ts',
    ]);
  });

  it('would report a new code that is not documented', async () => {
    const text = "throw new AppError('planted-code', 'conflict', 'No.');";
    const planted = await readErrorCodes(root, new Map([['services/gateway/planted.ts', text]]));
    const lines = planted.codes.map(lineOf);
    expect(lines).toContain('services/gateway planted-code conflict 409');
    expect(documented).not.toContain('services/gateway planted-code conflict 409');
  });
});

function statusOf(line: string): number {
  return Number(line.split(' ').at(-1));
}
