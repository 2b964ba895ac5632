/** Liveness, readiness and the metrics endpoint. Decides nothing about restarts: probes do. */
export { checkReadiness, type ReadinessCheck, type ReadinessReport } from './readiness.ts';
export { type HealthOptions, registerHealthRoutes } from './register-health-routes.ts';
