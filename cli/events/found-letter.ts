import type { DeadLetter } from '@petstore/contracts/http';

/** A letter and the service whose consumer could not handle it. */
export type FoundLetter = DeadLetter & { readonly service: string };
