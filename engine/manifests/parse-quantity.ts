const suffixes: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** `512Mi`, `100m`, `1e3` or a plain number as a number; null where it is none of Kubernetes' quantities. */
export function parseQuantity(quantity: number | string): number | null {
  if (typeof quantity === 'number') return Number.isFinite(quantity) ? quantity : null;
  const [, digits = '', suffix = ''] =
    /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([a-zA-Z]{0,2})$/.exec(quantity) ?? [];
  const factor = Object.hasOwn(suffixes, suffix) ? suffixes[suffix] : undefined;
  return digits === '' || factor === undefined ? null : Number(digits) * factor;
}

/** A quantity in thousandths, rounded up to a whole one as Kubernetes does (`MilliValue`); null where it is none. */
export function milliOf(quantity: number | string): number | null {
  const value = parseQuantity(quantity);
  // 0.07 times a thousand is a little more than 70.
  return value === null ? null : Math.ceil(Number((value * 1_000).toPrecision(15)));
}

const decimalSuffixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** Thousandths as Kubernetes writes a decimal quantity: `1500m`, `2`, `3k`. */
export function formatMilli(milli: number): string {
  if (milli % 1_000 !== 0) return `${milli}m`;
  let value = milli / 1_000;
  let index = 0;
  while (value !== 0 && value % 1_000 === 0 && index < decimalSuffixes.length - 1) {
    value /= 1_000;
    index += 1;
  }
  return `${value}${decimalSuffixes[index] ?? ''}`;
}
