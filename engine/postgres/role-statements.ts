import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { escapeIdentifier, escapeLiteral } from 'pg';

const iterations = 4096;

/**
 * A role as CloudNativePG's `managed.roles` describes it, with its password at hand; absent fields have the defaults
 * named there.
 */
export interface RoleSpec {
  readonly name: string;
  /** `absent` drops the role. */
  readonly ensure?: 'present' | 'absent';
  /** Without it the role's password is left as it is. */
  readonly password?: string;
  readonly login?: boolean;
  readonly superuser?: boolean;
  readonly createdb?: boolean;
  readonly createrole?: boolean;
  /** True by default, as in PostgreSQL. */
  readonly inherit?: boolean;
  readonly replication?: boolean;
  readonly bypassrls?: boolean;
  /** -1, no limit, by default. */
  readonly connectionLimit?: number;
  readonly inRoles?: readonly string[];
  readonly comment?: string;
}

/** A role as the server has it. `verifier` is undefined where the administrator may not see it. */
export interface ExistingRole {
  readonly name: string;
  readonly login: boolean;
  readonly superuser: boolean;
  readonly createdb: boolean;
  readonly createrole: boolean;
  readonly inherit: boolean;
  readonly replication: boolean;
  readonly bypassrls: boolean;
  readonly connectionLimit: number;
  readonly memberOf: readonly string[];
  readonly comment: string | null;
  readonly verifier: string | null | undefined;
}

const flags = [
  'login',
  'superuser',
  'createdb',
  'createrole',
  'inherit',
  'replication',
  'bypassrls',
] as const;

const unset: ExistingRole = {
  name: '',
  login: false,
  superuser: false,
  createdb: false,
  createrole: false,
  inherit: true,
  replication: false,
  bypassrls: false,
  connectionLimit: -1,
  memberOf: [],
  comment: null,
  verifier: null,
};

/** The statements that make a role what it should be; none when it is so already. */
export function roleStatements(spec: RoleSpec, existing: ExistingRole | undefined): readonly string[] {
  const role = escapeIdentifier(spec.name);
  if (spec.ensure === 'absent') return existing === undefined ? [] : [`drop role ${role}`];
  const before = existing ?? unset;
  const changes = [...attributeChanges(spec, before), ...passwordChange(spec.password, before.verifier)];
  const statements: string[] = [];
  if (existing === undefined) statements.push(`create role ${role} ${changes.join(' ')}`.trimEnd());
  else if (changes.length > 0) statements.push(`alter role ${role} ${changes.join(' ')}`);
  return [...statements, ...comment(role, spec, before)];
}

/**
 * The statements that give a role its memberships; to be run when all roles exist. A role that names none keeps what it
 * has.
 */
export function membershipStatements(spec: RoleSpec, existing: ExistingRole | undefined): readonly string[] {
  const { inRoles: wanted } = spec;
  if (wanted === undefined || spec.ensure === 'absent') return [];
  const held = existing?.memberOf ?? [];
  const role = escapeIdentifier(spec.name);
  return [
    ...wanted
      .filter((group) => !held.includes(group))
      .map((group) => `grant ${escapeIdentifier(group)} to ${role}`),
    ...held
      .filter((group) => !wanted.includes(group))
      .map((group) => `revoke ${escapeIdentifier(group)} from ${role}`),
  ];
}

function attributeChanges(spec: RoleSpec, before: ExistingRole): string[] {
  const changes: string[] = [];
  for (const flag of flags) {
    const wanted = spec[flag] ?? unset[flag];
    if (wanted !== before[flag]) changes.push(wanted ? flag : `no${flag}`);
  }
  const limit = spec.connectionLimit ?? -1;
  if (limit !== before.connectionLimit) changes.push(`connection limit ${limit}`);
  return changes;
}

function passwordChange(password: string | undefined, verifier: string | null | undefined): string[] {
  if (password === undefined) return [];
  if (typeof verifier === 'string' && verifiesPassword(verifier, password)) return [];
  return [`password ${escapeLiteral(isPrintableAscii(password) ? scramVerifier(password) : password)}`];
}

function comment(role: string, spec: RoleSpec, before: ExistingRole): string[] {
  if (spec.comment === undefined || spec.comment === before.comment) return [];
  return [`comment on role ${role} is ${escapeLiteral(spec.comment)}`];
}

/**
 * What PostgreSQL keeps of a password (RFC 5803: `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`).
 * Computed here so that the password itself never stands in a statement. For passwords of printable ASCII, which
 * SASLprep leaves as they are.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16), rounds = iterations): string {
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}

/** Whether a kept verifier was made from this password. */
export function verifiesPassword(verifier: string, password: string): boolean {
  const parts = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/.exec(verifier);
  const [, rounds, salt] = parts ?? [];
  if (rounds === undefined || salt === undefined) return false;
  const expected = Buffer.from(scramVerifier(password, Buffer.from(salt, 'base64'), Number(rounds)));
  const kept = Buffer.from(verifier);
  return kept.length === expected.length && timingSafeEqual(kept, expected);
}

export function isPrintableAscii(password: string): boolean {
  return /^[\x20-\x7e]+$/.test(password);
}
