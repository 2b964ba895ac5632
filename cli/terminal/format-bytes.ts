const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/** An amount of memory as a person reads it: `0.4 MiB`, `84 MiB`, `1.3 GiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 9.95 * mebibyte) return `${(bytes / mebibyte).toFixed(1)} MiB`;
  if (bytes < 999.5 * mebibyte) return `${Math.round(bytes / mebibyte)} MiB`;
  return `${(bytes / gibibyte).toFixed(1)} GiB`;
}
