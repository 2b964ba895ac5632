/** Objects as rows, with the columns that the API server and the CRDs of each kind print. */
export { targetsText } from './autoscaler-columns.ts';
export { renderTable, type Table } from './render-table.ts';
