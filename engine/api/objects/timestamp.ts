/** As the API server writes times: RFC 3339 in whole seconds. */
export function timestampAt(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
