/** A number as Go's `%g` prints it: the fewest digits that name it, with an exponent below 1e-4 and from 1e6 on. */
export function generalText(value: number): string {
  return special(value) ?? withExponent(value, 1e-4, 1e6);
}

/** A number as the Prometheus API prints it: without an exponent from 1e-6 up to 1e21. */
export function apiText(value: number): string {
  return special(value) ?? withExponent(value, 1e-6, 1e21);
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return Object.is(value, -0) ? '-0' : undefined;
}

function withExponent(value: number, from: number, to: number): string {
  const size = Math.abs(value);
  if (value === 0 || (size >= from && size < to)) return plain(value);
  // Go writes two digits of exponent at least.
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function plain(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  // JavaScript turns to exponents at 1e-7 already; these are the only plain numbers that it does not print plainly.
  const [digits = '', exponent = '0'] = text.split('e');
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  const sign = value < 0 ? '-' : '';
  return `${sign}0.${'0'.repeat(-Number(exponent) - 1)}${whole}${fraction}`;
}
