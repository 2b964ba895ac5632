import type { AuthorizationRule, PolicyAction } from './authorization-policy.ts';
import {
  type AttributeContext,
  attributeOfCondition,
  attributesOfOperation,
  attributesOfSource,
  type RuleAttribute,
} from './rule-attributes.ts';

/**
 * Whether a rule fits a request. What cannot be asked of it makes an ALLOW rule void and is left out of any other, so
 * that in doubt less is allowed and more is denied (istio pilot/pkg/security/authz/model/model.go).
 */
export function matchRule(rule: AuthorizationRule, action: PolicyAction, context: AttributeContext): boolean {
  const conditions = rule.when.map((condition) => attributeOfCondition(condition, context));
  if (conditions.includes(null)) return false;
  const from = rule.from.map((source) => attributesOfSource(source, context));
  const to = rule.to.map((operation) => attributesOfOperation(operation, context));
  const when = conditions.filter((condition) => condition !== null);
  if (action === 'ALLOW' && [...from, ...to, when].flat().some(cannotBeAsked)) return false;
  return when.every(holds) && isOneOf(from) && isOneOf(to);
}

/** No list at all asks for nothing. */
function isOneOf(alternatives: readonly (readonly RuleAttribute[])[]): boolean {
  return alternatives.length === 0 || alternatives.some((attributes) => attributes.every(holds));
}

function cannotBeAsked({ values, notValues, matches }: RuleAttribute): boolean {
  return [...values, ...notValues].some((value) => matches(value) === null);
}

function holds({ values, notValues, matches }: RuleAttribute): boolean {
  const answers = values.map(matches).filter((answer) => answer !== null);
  const isWanted = answers.length === 0 || answers.includes(true);
  return isWanted && !notValues.some((value) => matches(value) === true);
}
