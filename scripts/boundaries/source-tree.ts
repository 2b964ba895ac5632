/** Input of the rules: every file of the repository, and the manifests of its packages. */
export interface SourceTree {
  /** Paths of all files, relative to the root with forward slashes. */
  readonly paths: readonly string[];
  /** Text of each `.ts` and `.mjs` file. */
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
  /** Sub-path (`./http`, `./*`) to file, as `exports` has it; conditions are not read. */
  readonly exports: ReadonlyMap<string, string>;
}

/** One violation, at a line of a file; line 0 means the file as a whole or its name. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}
