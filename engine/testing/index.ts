/** Parts of an engine that tests of other packages start by themselves. */
export { TestCluster } from './served-cluster.ts';
