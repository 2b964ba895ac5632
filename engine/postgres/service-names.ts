/** The names under which a CloudNativePG cluster is reached: its primary, its replicas, any of them. */
export function postgresServiceNames(clusterName: string): readonly string[] {
  return [`${clusterName}-rw`, `${clusterName}-ro`, `${clusterName}-r`];
}
