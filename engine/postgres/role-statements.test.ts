import { describe, expect, it } from 'vitest';
import {
  type ExistingRole,
  isPrintableAscii,
  membershipStatements,
  roleStatements,
  scramVerifier,
  verifiesPassword,
} from './role-statements.ts';

const existing: ExistingRole = {
  name: 'app',
  login: true,
  superuser: false,
  createdb: false,
  createrole: false,
  inherit: true,
  replication: false,
  bypassrls: false,
  connectionLimit: -1,
  memberOf: ['readers'],
  comment: null,
  verifier: scramVerifier('secret'),
};

describe('roleStatements', () => {
  it('creates a role with what differs from the defaults', () => {
    const spec = { name: 'my "app"', login: true, inherit: false, connectionLimit: 5, comment: "it's ours" };
    expect(roleStatements(spec, undefined)).toEqual([
      'create role "my ""app""" login noinherit connection limit 5',
      `comment on role "my ""app""" is 'it''s ours'`,
    ]);
  });

  it('never puts the password itself into a statement', () => {
    const [statement] = roleStatements({ name: 'app', password: 'secret' }, undefined);
    expect(statement).toMatch(/^create role "app" password 'SCRAM-SHA-256\$4096:/);
    expect(statement).not.toContain('secret');
  });

  it('has nothing to do when the role is as wanted', () => {
    expect(roleStatements({ name: 'app', login: true, password: 'secret' }, existing)).toEqual([]);
  });

  it('takes rights away that are no longer wanted', () => {
    const powerful = { ...existing, superuser: true, createdb: true };
    expect(roleStatements({ name: 'app', login: true }, powerful)).toEqual([
      'alter role "app" nosuperuser nocreatedb',
    ]);
  });

  it('changes the password when it is another, or when the kept one may not be seen', () => {
    const changed = [expect.stringMatching(/^alter role "app" password 'SCRAM/)];
    expect(roleStatements({ name: 'app', login: true, password: 'new' }, existing)).toEqual(changed);
    const hidden = { ...existing, verifier: undefined };
    expect(roleStatements({ name: 'app', login: true, password: 'secret' }, hidden)).toEqual(changed);
  });

  it('drops a role that shall be absent', () => {
    expect(roleStatements({ name: 'app', ensure: 'absent' }, existing)).toEqual(['drop role "app"']);
    expect(roleStatements({ name: 'app', ensure: 'absent' }, undefined)).toEqual([]);
  });
});

describe('membershipStatements', () => {
  it('grants what is missing and revokes what is not named', () => {
    expect(membershipStatements({ name: 'app', inRoles: ['writers'] }, existing)).toEqual([
      'grant "writers" to "app"',
      'revoke "readers" from "app"',
    ]);
  });

  it('leaves the memberships of a role that names none', () => {
    expect(membershipStatements({ name: 'app' }, existing)).toEqual([]);
  });
});

describe('scramVerifier', () => {
  it('agrees with the example of RFC 7677', () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    expect(scramVerifier('pencil', salt)).toBe(
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });

  it('salts each verifier anew', () => {
    expect(scramVerifier('pencil')).not.toBe(scramVerifier('pencil'));
  });
});

describe('verifiesPassword', () => {
  it('knows the password again, and no other', () => {
    const verifier = scramVerifier('pencil');
    expect(verifiesPassword(verifier, 'pencil')).toBe(true);
    expect(verifiesPassword(verifier, 'Pencil')).toBe(false);
  });

  it('respects the iterations of the verifier', () => {
    expect(verifiesPassword(scramVerifier('pencil', Buffer.from('salt'), 10), 'pencil')).toBe(true);
  });

  it('does not take an old md5 hash for a match', () => {
    expect(verifiesPassword('md5a6343a68d964ca596d9752250d54bb8a', 'pencil')).toBe(false);
  });
});

describe('isPrintableAscii', () => {
  it('tells passwords that SASLprep would change', () => {
    expect(isPrintableAscii('Az09-_ ~')).toBe(true);
    expect(isPrintableAscii('pässword')).toBe(false);
    expect(isPrintableAscii('a\u0007')).toBe(false);
  });
});
