import { expect, it } from 'vitest';
import { unescapeName } from './series-routes.ts';

it.each([
  ['job', 'job'],
  ['U__a_2e_b', 'a.b'],
  ['U__a__b', 'a_b'],
  ['U__gr_f6__df_e', 'größe'],
  ['U___1f600_', '😀'],
  ['U__', ''],
  ['U__a_b', 'U__a_b'],
  ['U__a_d800_', 'U__a_d800_'],
])('reads %s as %s', (written, name) => expect(unescapeName(written)).toBe(name));
