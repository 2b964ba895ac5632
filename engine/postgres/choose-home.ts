import { chmod, lstat, mkdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { identifyFolder } from '../machine/folder-identity.ts';
import { decideHome, type HomeDecision, type HomeObservation } from './decide-home-owner.ts';
import { embeddedPostgresErrors } from './errors.ts';
import { bindHome, freeHomeName, homesNamedFor, observeHome, pointerName } from './home-binding.ts';
import { serverOf } from './postmaster-file.ts';
import { chooseRunUser, mayReach, type RunUser } from './run-user.ts';

/** The folder that holds all of one server: its data, its log and the superuser's password. */
export interface PostgresHome {
  readonly directory: string;
  readonly user: RunUser | undefined;
}

/** Where root's server keeps what another user must reach and cannot reach in the clone. */
export const systemDirectories: readonly string[] = ['/var/lib/marty-petstore', '/var/tmp/marty-petstore'];

interface HomeOptions {
  /** The real path of the engine's data folder. */
  readonly dataDirectory: string;
  readonly systemDirectories: readonly string[];
  readonly onProgress: (step: string) => void;
}

/**
 * `<data folder>/postgres`, or, when root's server user may not search a folder above it, a folder of the system.
 * `<data folder>/postgres/location` then says where, and a record in that folder says whose it is. Throws for a copy
 * of a data folder, and for one whose home is missing.
 */
export async function chooseHome(options: HomeOptions): Promise<PostgresHome> {
  const home = join(options.dataDirectory, 'postgres');
  const { directory, places } = await observeHome(options.dataDirectory);
  await settleBindings(directory, places);
  if (places.some(({ pointerKind }) => pointerKind === 'location'))
    return { directory, user: await chooseRunUser(join(directory, 'data')) };
  await mkdir(home, { recursive: true });
  const user = await chooseRunUser(join(home, 'data'));
  if (user === undefined) return { directory: home, user };
  await chmod(home, 0o711);
  if (await mayReach(home, user)) return { directory: home, user };
  await refuseStrandedData(home);
  return { directory: await claimElsewhere(options), user };
}

/** Where a data folder's server is, as far as it is this folder's. */
export interface FoundHome {
  /** Null where the folder points to what is not known to be its own, or does not exist. */
  readonly directory: string | null;
  /** What pointers lead to and is this folder's. */
  readonly ownPlaces: readonly string[];
  readonly left: LeftDatabases | null;
}

/** Databases that a data folder points to and that only a start may take, or nobody. */
export interface LeftDatabases {
  readonly home: string;
  /** `foreign`: they belong to another data folder; `unrecorded`: nothing says to which they belong. */
  readonly reason: 'foreign' | 'unrecorded';
}

/** Changes nothing. */
export async function findHome(dataDirectory: string): Promise<FoundHome> {
  const { directory, places } = await observeHome(dataDirectory);
  const ownPlaces: string[] = [];
  for (const place of places) {
    const decision = decideHome(place);
    if ('refused' in decision || decision.use === null) {
      const isMissing = 'refused' in decision && decision.refused === 'missing';
      const reason = 'refused' in decision ? 'foreign' : 'unrecorded';
      return { directory: null, ownPlaces, left: isMissing ? null : { home: place.home, reason } };
    }
    ownPlaces.push(place.home);
  }
  return { directory, ownPlaces, left: null };
}

/** Nothing is bound unless all may be used. */
async function settleBindings(directory: string, places: readonly HomeObservation[]): Promise<void> {
  const data = join(directory, 'data');
  const unbound: HomeObservation[] = [];
  for (const place of places) {
    const decision = decideHome(place);
    if ('refused' in decision) throw await refusedHome(place, decision, data);
    if (decision.use === null) await refuseServed(place, data);
    if (decision.use !== 'as-bound') unbound.push(place);
  }
  for (const place of unbound) await bindHome(place);
}

/** A server that runs on databases without a record may be that of another data folder with the same link. */
async function refuseServed({ folder, home }: HomeObservation, data: string): Promise<void> {
  const server = await serverOf(data);
  if (server === null) return;
  throw unusable([
    `${folder} links to ${home}, in which nothing says to which data folder it belongs, and a PostgreSQL server (process ${server.pid}) runs on it.`,
    'Stop the system that uses it first: with its own petstore down or, where its engine was killed, by',
    `  kill -INT ${server.pid}`,
  ]);
}

async function refusedHome(
  { folder, home, pointer, pointerKind }: HomeObservation,
  decision: Extract<HomeDecision, { refused: string }>,
  data: string,
): Promise<Error> {
  const isInData = pointer.startsWith(`${data}${sep}`);
  const empty = ['To begin with empty databases:', `  rm -r ${quote(isInData ? data : pointer)}`];
  if (decision.refused === 'missing') {
    return unusable([
      `The databases of ${folder} were in ${home}, which does not exist: it was deleted, or ${folder} was brought here from another machine without it.`,
      `To go on with them, restore ${home}: from a backup, or from that machine once the system there is stopped.`,
      ...empty,
    ]);
  }
  const own = quote(await freeHomeName(dirname(home), folder));
  const { owner } = decision;
  const isLinked = pointerKind === 'link';
  const claim = isLinked ? `ln -sfn ${own} ${quote(pointer)}` : `echo ${own} > ${quote(pointer)}`;
  return unusable([
    `${folder} is a copy of ${ownerName(owner, folder)}, and its databases were not copied along: those in ${home} belong to the original.`,
    'To give it a copy of them, stop the original first:',
    ...(owner === null || owner === folder ? [] : [`  npx petstore down --data ${quote(owner)}`]),
    `  cp -a ${quote(home)} ${own} && ${claim}`,
    ...empty,
    'If it is no copy, but was moved or restored from a backup, and no other data folder uses them:',
    isLinked ? `  rm ${quote(home)}/owner.*.json` : `  mv ${quote(home)} ${own} && ${claim}`,
  ]);
}

function ownerName(owner: string | null, folder: string): string {
  if (owner === null) return 'another data folder';
  return owner === folder ? 'the data folder that was at this path before' : owner;
}

function unusable(lines: readonly string[]): Error {
  return embeddedPostgresErrors.create('postgres-data-unusable', { message: lines.join('\n') });
}

/** One word for a shell. */
function quote(path: string): string {
  return /^[\w./+:@-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** Data that was reachable once must not be left behind silently for an empty server elsewhere. */
async function refuseStrandedData(home: string): Promise<void> {
  const stranded = join(home, 'data');
  if ((await lstat(stranded).catch(() => undefined)) === undefined) return;
  throw embeddedPostgresErrors.create('postgres-data-unusable', {
    message: `The user that PostgreSQL runs as may no longer reach its data in ${stranded}: let others search (chmod o+x) the folders above it.`,
  });
}

/**
 * What another data folder at this path may have had is left alone: that one may have been moved, and still have it.
 */
async function claimElsewhere({ dataDirectory: folder, ...options }: HomeOptions): Promise<string> {
  const directory = await systemDirectory(options.systemDirectories);
  const earlier = await homesNamedFor(directory, folder);
  if (earlier.length > 0)
    options.onProgress(
      `kept: databases of a data folder that was at this path before, in ${earlier.join(', ')}`,
    );
  const home = await freeHomeName(directory, folder);
  await mkdir(home);
  await chmod(home, 0o711);
  await bindHome({
    folder,
    identity: identifyFolder(folder),
    home,
    pointer: join(folder, 'postgres', pointerName),
    pointerKind: 'location',
    pointerId: null,
  });
  return home;
}

/**
 * The first of the candidates that root owns alone: in a folder that others may write, a name could be laid out for us.
 */
export async function systemDirectory(candidates: readonly string[]): Promise<string> {
  for (const candidate of candidates) {
    await mkdir(candidate, { recursive: true }).catch(() => undefined);
    const found = await lstat(candidate).catch(() => undefined);
    if (found?.isDirectory() !== true || found.uid !== 0 || (found.mode & 0o022) !== 0) continue;
    await chmod(candidate, 0o711);
    return candidate;
  }
  throw embeddedPostgresErrors.create('postgres-data-unusable', {
    message: `PostgreSQL cannot run as root, and none of ${candidates.join(', ')} can be used for another user: start as an ordinary user.`,
  });
}
