/** The right to work on a row for a while: nobody else gets it, and only its holder writes. */
export interface Lease {
  readonly token: string;
  readonly milliseconds: number;
}
