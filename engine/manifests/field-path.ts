/** Where a value stands in a manifest: names of fields and indices of lists. */
export type FieldPath = readonly (string | number)[];

const plainName = /^[A-Za-z_][\w-]*$/;

function join(path: FieldPath, renderIndex: (index: number) => string): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}${renderIndex(step)}`;
    if (!plainName.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** `spec.template.spec.containers[0].name` */
export function formatPath(path: FieldPath): string {
  return join(path, (index) => `[${index}]`);
}

/** The path of a field whatever the entry of a list: `spec.template.spec.containers[].name` */
export function formatFieldOfEvery(path: FieldPath): string {
  return join(path, () => '[]');
}
