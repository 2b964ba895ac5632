import { type Static, type TSchemaOptions, Type } from 'typebox';
import { labelMap, oneOf, optionalObject, optionalTexts, strictObject } from './schema-building.ts';

const RequirementSchema = strictObject({
  key: Type.String(),
  operator: oneOf(['In', 'NotIn', 'Exists', 'DoesNotExist']),
  values: optionalTexts(),
});

const selectorFields = {
  matchLabels: Type.Optional(labelMap()),
  matchExpressions: Type.Optional(Type.Array(RequirementSchema)),
};

export const LabelSelectorSchema = strictObject(selectorFields);
export type LabelSelector = Static<typeof LabelSelectorSchema>;

export const optionalLabelSelector = (options: TSchemaOptions = {}) =>
  optionalObject(selectorFields, options);
