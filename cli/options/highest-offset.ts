/** The highest fixed port, 9090, stays below those of pods, which begin at 20000; beyond them no offset has room for all. */
export const highestOffset = 10_909;
