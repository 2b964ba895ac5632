import { describe, expect, it } from 'vitest';
import { isPrintableAscii, scramVerifier, verifiesPassword } from './scram-verifier.ts';

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
