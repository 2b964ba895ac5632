import { alertForm } from './answer-alert.ts';
import { authorizationForm } from './answer-authorization.ts';
import { canaryForm } from './answer-canary.ts';
import { hpaBehaviorForm } from './answer-hpa-behavior.ts';
import { hpaMetricForm } from './answer-hpa-metric.ts';
import { outlierForm } from './answer-outlier.ts';
import { vpaForm } from './answer-vpa.ts';
import type { CaseForm } from './case-form.ts';
import type { WhatIfKind } from './what-if-kinds.ts';

/** How the cases of each kind are read and answered. */
export const whatIfForms: Readonly<Record<WhatIfKind, CaseForm>> = {
  'hpa-metric': hpaMetricForm,
  'hpa-behavior': hpaBehaviorForm,
  vpa: vpaForm,
  canary: canaryForm,
  outlier: outlierForm,
  authorization: authorizationForm,
  alert: alertForm,
};
