import type { DemoStep } from '../demo-document.ts';

/** Why a journey was not delivered, in its shop's words; null of one that went well. */
export function reasonOf({ steps }: { readonly steps: readonly DemoStep[] }): string | null {
  const failed = steps.find(({ status }) => status === 'failed');
  return failed === undefined ? null : `${failed.name}: ${failed.error?.message ?? 'no reason was given'}`;
}
