/**
 * Ids that tie messages together (correlation, message, causation) and the context of the message being handled. Not a
 * message store.
 */
export { acceptCorrelationId, isCorrelationId } from './correlation-id.ts';
export { currentSpan, inSpan, withTracer } from './current-span.ts';
export { currentInteraction, type Interaction, withInteraction } from './interaction.ts';
export { isUuid, prefixedId, uuidV7 } from './uuid-v7.ts';
