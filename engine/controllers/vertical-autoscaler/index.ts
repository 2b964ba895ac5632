/**
 * The VerticalPodAutoscaler's recommender: from samples of use to what containers should request. Pure: reads no
 * metric, evicts nobody.
 */

export {
  type ContainerUsage,
  createContainerUsage,
  createUsageAggregate,
  type Resources,
  type UsageAggregate,
} from './container-usage.ts';
export {
  type ContainerRecommendation,
  decideRecommendation,
  type ResourcePolicy,
} from './decide-recommendation.ts';
