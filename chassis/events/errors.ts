import { defineErrors } from '../errors/index.ts';

export const eventErrors = defineErrors({
  'event-data-invalid': {
    kind: 'bug',
    message: "An event's data does not match its schema in contracts/events.",
  },
  'event-bus-unavailable': {
    kind: 'unavailable',
    message: 'The event bus does not answer; events wait until it does.',
  },
  'event-cause-missing': {
    kind: 'bug',
    message: 'An event was appended outside an interaction: pass its cause.',
  },
  'event-unreadable': {
    kind: 'bug',
    message: 'A message of the bus is not an event: discard it, or have its publisher send it again.',
  },
  'outbox-cursor-missing': {
    kind: 'bug',
    message:
      'The table outbox_cursor lost its only row: insert one with the defaults; all events in the outbox are then published again.',
  },
  'role-name-invalid': {
    kind: 'invalid',
    message: 'A role name holds letters, digits, "_" and "-", and begins with a letter or "_".',
  },
});
