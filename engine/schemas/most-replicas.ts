/** Pods of one Deployment on one machine, whether a manifest, an option or a command asks for them. */
export const mostReplicas = 100;
