import { apiErrors } from '../errors.ts';

type Labels = Readonly<Record<string, string>>;
type Requirement = (labels: Labels) => boolean;

const key = String.raw`([\w./-]+)`;
const exists = new RegExp(`^(!?)\\s*${key}$`);
const among = new RegExp(`^${key}\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const compared = new RegExp(`^${key}\\s*(==|=|!=|>|<)\\s*([\\w.-]*)$`);

/**
 * Reads the `labelSelector` of a request; throws `request-invalid`.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function parseLabelSelector(text: string): (labels: Labels) => boolean {
  const requirements = partsOf(text).map((part) => parseRequirement(part, text));
  return (labels) => requirements.every((holds) => holds(labels));
}

/** Commas separate requirements, except within parentheses. */
function partsOf(text: string): readonly string[] {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  return parts.length === 1 && parts[0] === '' ? [] : parts;
}

function parseRequirement(part: string, whole: string): Requirement {
  const [, not = '', existing] = exists.exec(part) ?? [];
  if (existing !== undefined) return (labels) => Object.hasOwn(labels, existing) === (not === '');
  const [, member, operator, list = ''] = among.exec(part) ?? [];
  if (member !== undefined) {
    const values = new Set(list.split(',').map((value) => value.trim()));
    return (labels) => isAmong(labels, member, values) === (operator === 'in');
  }
  const [, name, sign = '', value = ''] = compared.exec(part) ?? [];
  if (name === undefined || ((sign === '>' || sign === '<') && !/^-?\d+$/.test(value))) {
    throw apiErrors.create('request-invalid', {
      message: `unable to parse requirement: ${JSON.stringify(part)} in the label selector ${JSON.stringify(whole)}`,
    });
  }
  return comparison(name, sign, value);
}

function comparison(name: string, sign: string, value: string): Requirement {
  const single = new Set([value]);
  if (sign === '!=') return (labels) => !isAmong(labels, name, single);
  if (sign !== '>' && sign !== '<') return (labels) => isAmong(labels, name, single);
  return (labels) => {
    const number = Object.hasOwn(labels, name) ? Number(labels[name]) : Number.NaN;
    return sign === '>' ? number > Number(value) : number < Number(value);
  };
}

function isAmong(labels: Labels, name: string, values: ReadonlySet<string>): boolean {
  return Object.hasOwn(labels, name) && values.has(labels[name] ?? '');
}
