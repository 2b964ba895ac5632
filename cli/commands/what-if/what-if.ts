import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Terminal } from '../../terminal/terminal.ts';
import { alertForm } from './answer-alert.ts';
import { authorizationForm } from './answer-authorization.ts';
import { canaryForm } from './answer-canary.ts';
import { hpaBehaviorForm } from './answer-hpa-behavior.ts';
import { hpaMetricForm } from './answer-hpa-metric.ts';
import { outlierForm } from './answer-outlier.ts';
import { vpaForm } from './answer-vpa.ts';
import type { CaseForm } from './case-form.ts';
import { answerCases } from './read-cases.ts';
import type { WhatIfKind } from './what-if-kinds.ts';

export const whatIfForms: Readonly<Record<WhatIfKind, CaseForm>> = {
  'hpa-metric': hpaMetricForm,
  'hpa-behavior': hpaBehaviorForm,
  vpa: vpaForm,
  canary: canaryForm,
  outlier: outlierForm,
  authorization: authorizationForm,
  alert: alertForm,
};

/** Answers cases as the controller would decide them; needs no running system. */
export async function whatIf(kind: WhatIfKind, input: Readable, terminal: Terminal): Promise<number> {
  if ('isTTY' in input && input.isTTY === true) {
    terminal.note('Reading cases from the terminal until Ctrl-D; --help has an example of each kind.');
  }
  const answers = answerCases(await text(input), whatIfForms[kind]);
  terminal.write(`${JSON.stringify(answers, null, 2)}\n`);
  return 0;
}
