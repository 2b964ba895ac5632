/** Digits after the point of a currency, as ISO 4217 has them. */
function digitsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

export function toWholeUnits(amountMinor: number, currency: string): number {
  return amountMinor / 10 ** digitsOf(currency);
}

/** The nearest minor unit, since whole units are binary fractions. */
export function toMinorUnits(amount: number, currency: string): number {
  return Math.round(amount * 10 ** digitsOf(currency));
}
