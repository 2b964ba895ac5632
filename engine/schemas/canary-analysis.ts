import { type Static, Type } from 'typebox';
import { matchedHeaderNames, StringMatchSchema } from './istio-matching.ts';
import {
  int32,
  labelMap,
  mustBe,
  objectName,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  refused,
  strictObject,
  textMap,
} from './schema-building.ts';

/** Flagger reads whole minutes or seconds, and nothing under ten seconds is waited for. */
const interval = (options = {}) =>
  Type.String({
    pattern: '^[0-9]+(m|s)$',
    ...mustBe('must be minutes or seconds, such as 1m or 30s'),
    ...options,
  });

const weight = () => int32({ maximum: 100 });
const optionalWeight = () => Type.Optional(weight());

const matchMap = (options = {}) =>
  Type.Optional(
    Type.Unsafe<Record<string, { exact?: string; prefix?: string; regex?: string }>>({
      type: 'object',
      additionalProperties: StringMatchSchema,
      ...options,
    }),
  );

const CanaryMetricSchema = strictObject({
  name: Type.String({ minLength: 1 }),
  interval: Type.Optional(interval()),
  threshold: Type.Optional(Type.Number()),
  thresholdRange: optionalObject({ min: Type.Optional(Type.Number()), max: Type.Optional(Type.Number()) }),
  query: optionalText(),
  templateRef: optionalObject({ name: objectName(), namespace: Type.Optional(objectName()) }),
  templateVariables: Type.Optional(textMap()),
});
export type CanaryMetric = Static<typeof CanaryMetricSchema>;

const WebhookSchema = strictObject({
  name: Type.String({ minLength: 1 }),
  type: Type.Optional(
    oneOf([
      '',
      'confirm-rollout',
      'pre-rollout',
      'rollout',
      'confirm-traffic-increase',
      'confirm-promotion',
      'post-rollout',
      'event',
      'rollback',
    ]),
  ),
  url: Type.String({ pattern: '^https?://\\S+$', ...mustBe('must be an http or https address') }),
  timeout: Type.Optional(interval()),
  retries: optionalInt32(),
  metadata: Type.Optional(textMap()),
  muteAlert: optionalFlag({ 'x-not-applicable': 'nobody is alerted from one machine' }),
  disableTLS: optionalFlag({ 'x-not-applicable': 'traffic stays on 127.0.0.1, in plain text' }),
});

export const canaryAnalysis = strictObject({
  interval: interval(),
  threshold: int32(),
  iterations: optionalInt32({ minimum: 1 }),
  maxWeight: optionalWeight(),
  stepWeight: optionalWeight(),
  stepWeights: Type.Optional(Type.Array(weight(), { minItems: 1 })),
  stepWeightPromotion: optionalWeight(),
  mirror: optionalFlag(),
  mirrorWeight: optionalWeight(),
  primaryReadyThreshold: optionalWeight(),
  canaryReadyThreshold: optionalWeight(),
  match: Type.Optional(
    Type.Array(
      strictObject({
        headers: matchMap(matchedHeaderNames),
        queryParams: matchMap(),
        sourceLabels: Type.Optional(labelMap()),
      }),
    ),
  ),
  metrics: Type.Optional(Type.Array(CanaryMetricSchema)),
  webhooks: Type.Optional(Type.Array(WebhookSchema)),
  alerts: Type.Optional(
    Type.Array(
      strictObject({
        name: Type.String(),
        severity: Type.Optional(oneOf(['', 'info', 'warn', 'error'])),
        providerRef: strictObject({ name: objectName(), namespace: Type.Optional(objectName()) }),
      }),
      { 'x-not-applicable': 'nobody is alerted from one machine' },
    ),
  ),
  sessionAffinity: refused('requests are balanced one by one here: remove it'),
});
