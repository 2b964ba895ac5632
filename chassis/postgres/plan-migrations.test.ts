import { describe, expect, it } from 'vitest';
import { planMigrations } from './plan-migrations.ts';

const file = (name: string, checksum = name) => ({ name, checksum, sql: '' });
const applied = (name: string, checksum = name) => ({ name, checksum });

describe('planMigrations', () => {
  it('runs every file on an empty database', () => {
    const files = [file('0001-a.sql'), file('0002-b.sql')];
    expect(planMigrations(files, [])).toEqual({ pending: files, problems: [] });
  });

  it('runs only what is new', () => {
    const plan = planMigrations([file('0001-a.sql'), file('0002-b.sql')], [applied('0001-a.sql')]);
    expect(plan).toEqual({ pending: [file('0002-b.sql')], problems: [] });
  });

  it('accepts an applied migration that an older build does not have', () => {
    const plan = planMigrations([file('0001-a.sql')], [applied('0001-a.sql'), applied('0002-b.sql')]);
    expect(plan).toEqual({ pending: [], problems: [] });
  });

  it('reports changed files and late insertions together', () => {
    const { problems } = planMigrations(
      [file('0001-a.sql', 'edited'), file('0002-late.sql'), file('0003-c.sql')],
      [applied('0001-a.sql'), applied('0003-c.sql')],
    );
    expect(problems).toEqual([
      '0001-a.sql has changed since it was applied: restore it and put the change into a new file',
      '0002-late.sql sorts before 0003-c.sql, which is applied already: give it a later name',
    ]);
  });
});
