/** Routes for liveness, readiness and metrics. Does not decide about restarts: the orchestrator's probes do. */
export { checkReadiness, type ReadinessCheck, type ReadinessReport } from './readiness.ts';
export { type HealthOptions, registerHealthRoutes } from './register-health-routes.ts';
