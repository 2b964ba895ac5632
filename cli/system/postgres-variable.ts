/** Holds the value of `--postgres` for whoever does not want a password among the arguments of a process, where everybody can read it. */
export const postgresVariable = 'PETSTORE_POSTGRES_URL';
