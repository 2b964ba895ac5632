import type { ReadableObjects } from './declared-objects.ts';
import { kindDefinition, kindNames } from './kinds.ts';
import type { AwaitedController } from './manifest-set.ts';

/** The controllers that do not run here yet and for which there are objects, in the order of the kinds. */
export function awaitedControllers(objects: ReadableObjects): AwaitedController[] {
  const present = kindNames.flatMap((kind) => {
    const controller = kindDefinition(kind).awaits;
    return controller === undefined || objects[kind].length === 0 ? [] : [{ controller, kind }];
  });
  const controllers = new Set(present.map(({ controller }) => controller));
  return [...controllers].map((controller) => ({
    controller,
    kinds: present.filter((each) => each.controller === controller).map(({ kind }) => kind),
  }));
}
