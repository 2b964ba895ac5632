import { parser } from '@prometheus-io/lezer-promql';

/** The official grammar, set to parse whole expressions. It never throws: what it cannot read becomes error nodes. */
export const grammar = parser.configure({ top: 'PromQL' });
