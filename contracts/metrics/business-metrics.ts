import type { MetricDefinition } from './metric-definition.ts';

/** Sales, customers, carts and recommendations of the shop. */
export const businessMetrics = {
  petstore_orders_total: {
    type: 'counter',
    labels: ['status'],
    unit: 'count',
    help: 'Orders that reached a status.',
  },
  petstore_revenue_minor_units_total: {
    type: 'counter',
    labels: ['currency'],
    unit: 'minor units',
    help: 'Captured order amounts.',
  },
  petstore_orders_parked: {
    type: 'gauge',
    labels: [],
    unit: 'count',
    help: 'Orders in the state needs-operator; every replica reports the same number.',
  },
  petstore_orders_parked_total: {
    type: 'counter',
    labels: ['step'],
    unit: 'count',
    help: 'Orders that came into the state needs-operator, by the step that could not be completed.',
  },
  petstore_refunds_total: {
    type: 'counter',
    labels: ['outcome'],
    unit: 'count',
    help: 'Refunds of orders by outcome: requested, refunded, refused.',
  },
  petstore_refunded_minor_units_total: {
    type: 'counter',
    labels: ['currency'],
    unit: 'minor units',
    help: 'Order amounts that were returned to customers.',
  },
  petstore_restocked_items_total: {
    type: 'counter',
    labels: ['kind'],
    unit: 'count',
    help: 'Pets listed and units of products added by operators.',
  },
  petstore_sessions_total: { type: 'counter', labels: ['variant'], unit: 'count', help: 'Sessions opened.' },
  petstore_purchases_total: {
    type: 'counter',
    labels: ['variant'],
    unit: 'count',
    help: 'Delivered orders by variant.',
  },
  petstore_carts_total: {
    type: 'counter',
    labels: ['outcome'],
    unit: 'count',
    help: 'Carts by outcome: ordered, cleared.',
  },
  petstore_payments_total: {
    type: 'counter',
    labels: ['operation', 'outcome'],
    unit: 'count',
    help: 'Payment operations (authorize, capture, void, refund) by outcome.',
  },
  petstore_recommendations_total: {
    type: 'counter',
    labels: ['model_version', 'fallback'],
    unit: 'count',
    help: 'Recommendation lists served.',
  },
  petstore_recommendation_duration_seconds: {
    type: 'histogram',
    labels: ['model_version'],
    unit: 'seconds',
    help: 'Time to rank one list.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
  },
  petstore_recommendation_confidence_ratio: {
    type: 'histogram',
    labels: ['model_version'],
    unit: 'ratio',
    help: 'Confidence of the recommendations served.',
    buckets: [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1],
  },
} as const satisfies Record<string, MetricDefinition>;
