import { chmod, lstat, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { identifyFolder } from '../folder-identity.ts';
import { decideHome, type HomeDecision, type HomeObservation } from './decide-home.ts';
import { embeddedPostgresErrors } from './errors.ts';
import { bindHome, freeHomeName, homesNamedFor, observeHome } from './home-binding.ts';
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
  await mkdir(home, { recursive: true });
  const elsewhere = await observeHome(options.dataDirectory);
  if (elsewhere !== null) {
    await settleBinding(elsewhere);
    if (!elsewhere.isLink)
      return { directory: elsewhere.home, user: await chooseRunUser(join(elsewhere.home, 'data')) };
  }
  const user = await chooseRunUser(join(home, 'data'));
  if (user === undefined) return { directory: home, user };
  await chmod(home, 0o711);
  if (await mayReach(home, user)) return { directory: home, user };
  await refuseStrandedData(home);
  return { directory: await claimElsewhere(options), user };
}

/**
 * Where a data folder's server is; the home is null where the folder points to that of another one, or to none that
 * exists.
 */
export interface FoundHome {
  readonly directory: string | null;
  /** The home that is somebody else's. */
  readonly foreign: { readonly home: string; readonly owner: string | null } | null;
}

/** Changes nothing. */
export async function findHome(dataDirectory: string): Promise<FoundHome> {
  const elsewhere = await observeHome(dataDirectory);
  if (elsewhere === null) return { directory: join(dataDirectory, 'postgres'), foreign: null };
  const decision = decideHome(elsewhere);
  if ('use' in decision) return { directory: elsewhere.home, foreign: null };
  const isForeign = decision.refused === 'foreign';
  return { directory: null, foreign: isForeign ? { home: elsewhere.home, owner: decision.owner } : null };
}

async function settleBinding(observation: HomeObservation): Promise<void> {
  const decision = decideHome(observation);
  if ('refused' in decision) throw await refusedHome(observation, decision);
  if (decision.use === 'and-bind') await bindHome(observation);
}

async function refusedHome(
  { folder, home }: HomeObservation,
  decision: Extract<HomeDecision, { refused: string }>,
): Promise<Error> {
  const pointer = quote(join(folder, 'postgres', 'location'));
  const empty = ['To begin with empty databases:', `  rm ${pointer}`];
  if (decision.refused === 'missing') {
    return unusable([
      `The databases of ${folder} were in ${home}, which does not exist: it was deleted, or ${folder} was brought here from another machine without it.`,
      `To go on with them, restore ${home}: from a backup, or from that machine once the system there is stopped.`,
      ...empty,
    ]);
  }
  const own = quote(await freeHomeName(dirname(home), folder));
  const { owner } = decision;
  const claim = `echo ${own} > ${pointer}`;
  return unusable([
    `${folder} is a copy of ${ownerName(owner, folder)}, and its databases were not copied along: those in ${home} belong to the original.`,
    'To give it a copy of them, stop the original first:',
    ...(owner === null || owner === folder ? [] : [`  npx petstore down --data ${quote(owner)}`]),
    `  cp -a ${quote(home)} ${own} && ${claim}`,
    ...empty,
    'If it is no copy, but was moved or restored from a backup, and no other data folder uses them:',
    `  mv ${quote(home)} ${own} && ${claim}`,
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
  await bindHome({ folder, identity: identifyFolder(folder), home, pointerId: null, isLink: false });
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
