import { escapeIdentifier, escapeLiteral } from 'pg';

/** A database as CloudNativePG's `Database` describes it; fields that only count when it is created are marked so. */
export interface DatabaseSpec {
  readonly name: string;
  readonly owner: string;
  /** `absent` drops the database, unless somebody is connected to it. */
  readonly ensure?: 'present' | 'absent';
  /** At creation. */
  readonly encoding?: string;
  /** At creation. */
  readonly template?: string;
  /** At creation. */
  readonly localeProvider?: 'builtin' | 'icu' | 'libc';
  /** At creation; the built-in provider's locale too. */
  readonly locale?: string;
  /** At creation. */
  readonly localeCollate?: string;
  /** At creation. */
  readonly localeCType?: string;
  /** At creation. */
  readonly icuLocale?: string;
  /** At creation. */
  readonly builtinLocale?: string;
  readonly connectionLimit?: number;
  readonly allowConnections?: boolean;
  readonly isTemplate?: boolean;
}

/** A database as the server has it. */
export interface ExistingDatabase {
  readonly name: string;
  readonly owner: string;
  readonly connectionLimit: number;
  readonly allowConnections: boolean;
  readonly isTemplate: boolean;
}

/** The statements, each to be run by itself, that make a database what it should be; none when it is so already. */
export function databaseStatements(
  spec: DatabaseSpec,
  existing: ExistingDatabase | undefined,
): readonly string[] {
  const database = escapeIdentifier(spec.name);
  if (spec.ensure === 'absent') return existing === undefined ? [] : [`drop database ${database}`];
  if (existing === undefined) {
    return [
      [
        `create database ${database} owner ${escapeIdentifier(spec.owner)}`,
        ...creationOptions(spec),
        ...options(spec),
      ].join(' '),
    ];
  }
  const statements: string[] = [];
  if (spec.owner !== existing.owner)
    statements.push(`alter database ${database} owner to ${escapeIdentifier(spec.owner)}`);
  const changed = options(spec, existing);
  if (changed.length > 0) statements.push(`alter database ${database} with ${changed.join(' ')}`);
  return statements;
}

function creationOptions(spec: DatabaseSpec): string[] {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['encoding', spec.encoding],
    ['locale_provider', spec.localeProvider],
    ['locale', spec.locale],
    ['lc_collate', spec.localeCollate],
    ['lc_ctype', spec.localeCType],
    ['icu_locale', spec.icuLocale],
    ['builtin_locale', spec.builtinLocale],
  ];
  const given = named.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${escapeLiteral(value)}`],
  );
  if (spec.template !== undefined) return [`template ${escapeIdentifier(spec.template)}`, ...given];
  // Another encoding or locale than template1's is only accepted from the empty template.
  return given.length > 0 ? ['template template0', ...given] : [];
}

function options(spec: DatabaseSpec, existing?: ExistingDatabase): string[] {
  const { connectionLimit: limit, allowConnections, isTemplate } = spec;
  const changed: string[] = [];
  if (limit !== undefined && limit !== existing?.connectionLimit) changed.push(`connection limit ${limit}`);
  if (allowConnections !== undefined && allowConnections !== existing?.allowConnections) {
    changed.push(`allow_connections ${allowConnections}`);
  }
  if (isTemplate !== undefined && isTemplate !== existing?.isTemplate)
    changed.push(`is_template ${isTemplate}`);
  return changed;
}
