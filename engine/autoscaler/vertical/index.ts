/** The VerticalPodAutoscaler's recommender: from samples of use to what containers should request. Pure: reads no metric, evicts nobody. */

export type { ResourcePolicy } from './apply-policy.ts';
export { type ContainerUsage, createContainerUsage } from './container-usage.ts';
export { type ContainerRecommendation, decideRecommendation } from './decide-recommendation.ts';
export type { Resources } from './resource-amount.ts';
export { createUsageAggregate, type UsageAggregate } from './usage-aggregate.ts';
