/** SQL for the kept answer of a key; null where somebody left there what is no JSON, which must be found and not end the audit. */
export function answerOf(alias: string): string {
  return `(case when ${alias}.body is json then ${alias}.body::jsonb end)`;
}
