import type { ManifestSet } from './manifest-set.ts';

/** Throws AppError `manifest-invalid` whose `details.problems` lists every problem of the folder at once. */
export declare function readManifests(directory: string): Promise<ManifestSet>;
/** Where an object of a set was written. */
export declare function positionOf(object: object): { readonly file: string; readonly line: number };
