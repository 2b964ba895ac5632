/** Reads an option's value, or describes what the value must be. */
export type ReadValue<Value> = (text: string) => { readonly value: Value } | { readonly mustBe: string };

export function numberBetween(least: number, most: number): ReadValue<number> {
  return (text) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return { value };
    return { mustBe: `a number from ${least} to ${most}` };
  };
}

export function wholeNumberBetween(least: number, most: number): ReadValue<number> {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return { value };
    return { mustBe: `a whole number from ${least} to ${most}` };
  };
}

/** Distinct numbers separated by commas. */
export function wholeNumbersBetween(least: number, most: number): ReadValue<readonly number[]> {
  const readOne = wholeNumberBetween(least, most);
  return (text) => {
    const values = text.split(',').map((part) => readOne(part.trim()));
    const numbers = values.flatMap((each) => ('value' in each ? [each.value] : []));
    if (numbers.length === values.length && new Set(numbers).size === numbers.length)
      return { value: numbers };
    return { mustBe: `different whole numbers from ${least} to ${most}, separated by commas` };
  };
}

export function oneOf<const Word extends string>(...words: readonly Word[]): ReadValue<Word> {
  return (text) => {
    const value = words.find((word) => word === text);
    return value === undefined ? { mustBe: `one of ${words.join(', ')}` } : { value };
  };
}

/** A flag: given or not. */
export const flag: ReadValue<boolean> = () => ({ value: true });

/** The path of a page, as it is given. */
export const page: ReadValue<string> = (text) =>
  text.endsWith('.md') ? { value: text } : { mustBe: 'the path of a page, *.md' };
