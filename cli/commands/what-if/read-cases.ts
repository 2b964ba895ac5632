import { findJsonFault } from '@petstore/chassis/http';
import { type FieldPath, formatPath } from '@petstore/engine/manifests';
import { suggestName } from '@petstore/engine/suggest-name';
import { cliErrors } from '../../errors.ts';
import type { CaseForm } from './case-form.ts';
import { findJsonError } from './find-json-error.ts';

/** Answers every case of a document. Throws `what-if-input-invalid` with all problems. */
export function answerCases(text: string, form: CaseForm): { readonly results: readonly object[] } {
  const cases = casesOf(parse(text));
  const problems: string[] = [];
  const answers: (() => object)[] = [];
  for (const [index, value] of cases.entries()) {
    const reading = isObject(value)
      ? form.read(value)
      : { problems: [{ path: [], message: 'must be an object' }] };
    if ('answer' in reading) answers.push(reading.answer);
    else {
      problems.push(...reading.problems.map(({ path, message }) => line(['cases', index, ...path], message)));
    }
  }
  if (problems.length > 0) refuse(problems);
  return { results: answers.map((answer) => answer()) };
}

function parse(text: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  if (json.trim() === '') {
    return refuse(['standard input is empty: give it {"cases": [...]}, see --help for an example']);
  }
  const error = findJsonError(json);
  if (error !== null) return refuse([`line ${error.line}, column ${error.column}: ${error.message}`]);
  const fault = findJsonFault(json);
  if (fault !== null) return refuse([`${fault.instancePath} ${fault.message}`]);
  return JSON.parse(json);
}

function casesOf(document: unknown): readonly unknown[] {
  if (!isObject(document)) return refuse(['the document must be an object: {"cases": [...]}']);
  const cases: unknown = Reflect.get(document, 'cases');
  if (Array.isArray(cases)) return cases;
  if (cases !== undefined) return refuse([line(['cases'], 'must be a list')]);
  const meant = Object.keys(document).find((name) => suggestName(name, ['cases']) !== null);
  const message = meant === undefined ? 'is missing: add it' : `is missing: rename ${meant}`;
  return refuse([line(['cases'], message)]);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function line(path: FieldPath, message: string): string {
  return `${formatPath(path)}: ${message}`;
}

function refuse(problems: readonly string[]): never {
  throw cliErrors.create('what-if-input-invalid', { message: problems.join('\n'), details: { problems } });
}
