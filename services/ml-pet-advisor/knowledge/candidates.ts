import type { EventOf } from '@petstore/chassis/events';
import type { Queryable } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';
import type { KnownPet } from './known-pet.ts';
import type { PetDescriptions } from './pet-descriptions.ts';

/** How old the list may be; also how late a replica that handles no events learns of a sale. */
const freshForMs = 5_000;
/** How old, if this replica knows of a pet that the list lacks. */
const outdatedForMs = 1_000;
/** How long a pet stays out after its event: longer than the transaction that handles it, and than reads before it. */
const takenForMs = 10_000;

const petEventTypes = ['PetListed', 'PetReserved', 'PetReleased', 'PetSold'] as const;

type PetEvent = EventOf<(typeof petEventTypes)[number]>;

export function isPetEvent<Event extends { readonly type: string }>(event: Event): event is Event & PetEvent {
  return petEventTypes.some((type) => type === event.type);
}

/**
 * The available pets in memory, read again after some seconds. What this replica itself learns from events counts at
 * once: a reserved or sold pet is left out, whatever the database still says.
 */
export class Candidates {
  readonly #descriptions: PetDescriptions;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #takenUntilMs = new Map<string, number>();
  #pets: readonly KnownPet[] = [];
  #readAtMs = Number.NEGATIVE_INFINITY;
  #isOutdated = false;
  #reading: Promise<void> | undefined;

  constructor(descriptions: PetDescriptions, clock: Pick<Clock, 'now'>) {
    this.#descriptions = descriptions;
    this.#clock = clock;
  }

  /** The available pets, in no particular order; at most five seconds old. */
  async read(database: Queryable): Promise<readonly KnownPet[]> {
    if (this.#mustRead()) {
      this.#reading ??= this.#refresh(database).finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
    const nowMs = this.#clock.now();
    return this.#pets.filter(({ petId }) => (this.#takenUntilMs.get(petId) ?? 0) <= nowMs);
  }

  /**
   * Takes note of an event before its handling commits. If that is rolled back, a pet is left out for ten seconds or
   * read once too often.
   */
  note(event: PetEvent): void {
    const { petId } = event.data;
    if (event.type === 'PetReserved' || event.type === 'PetSold') {
      this.#takenUntilMs.set(petId, this.#clock.now() + takenForMs);
      return;
    }
    if (event.type === 'PetReleased') this.#takenUntilMs.delete(petId);
    this.#isOutdated = true;
  }

  #mustRead(): boolean {
    const ageMs = this.#clock.now() - this.#readAtMs;
    return ageMs >= (this.#isOutdated || this.#pets.length === 0 ? outdatedForMs : freshForMs);
  }

  async #refresh(database: Queryable): Promise<void> {
    const startedAtMs = this.#clock.now();
    this.#isOutdated = false;
    this.#pets = await this.#descriptions.available(database);
    this.#readAtMs = startedAtMs;
    for (const [petId, untilMs] of this.#takenUntilMs) {
      if (untilMs <= startedAtMs) this.#takenUntilMs.delete(petId);
    }
  }
}
