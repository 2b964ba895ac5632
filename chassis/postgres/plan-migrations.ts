import type { Migration } from './read-migrations.ts';

export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

interface MigrationPlan {
  readonly pending: readonly Migration[];
  /** Each says what to do. If there is one, nothing may be applied. */
  readonly problems: readonly string[];
}

/**
 * Decides which migrations to apply. An applied migration that this build does not have is not a problem: during a
 * rollout an older build may start beside a newer one.
 */
export function planMigrations(
  files: readonly Migration[],
  applied: readonly AppliedMigration[],
): MigrationPlan {
  const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]));
  const last = applied.reduce((latest, { name }) => (name > latest ? name : latest), '');
  const pending = files.filter(({ name }) => !checksums.has(name));
  const changed = files.filter(
    ({ name, checksum }) => checksums.has(name) && checksums.get(name) !== checksum,
  );
  return {
    pending,
    problems: [
      ...changed.map(
        ({ name }) =>
          `${name} has changed since it was applied: restore it and put the change into a new file`,
      ),
      ...pending
        .filter(({ name }) => name < last)
        .map(({ name }) => `${name} sorts before ${last}, which is applied already: give it a later name`),
    ],
  };
}
