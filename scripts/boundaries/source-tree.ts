/** What the rules are decided on: every file of the repository, and the manifests of its packages. */
export interface SourceTree {
  /** Every file, relative to the root with forward slashes. */
  readonly paths: readonly string[];
  /** The text of each `.ts` and `.mjs` among them. */
  readonly sources: ReadonlyMap<string, string>;
  readonly packages: readonly PackageManifest[];
}

/** A `package.json`, with its folder ('' for the root). */
export interface PackageManifest {
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly optionalDependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

/** One broken rule, at a line of a file (0 where the whole file or its name is meant). */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}
