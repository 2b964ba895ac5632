/** As they are typed; here, so that help does not load the models. */
export const protocolWords = ['temporal', 'leave-one-out', 'random', 'given'] as const;
export type ProtocolWord = (typeof protocolWords)[number];

export const modelWords = ['popularity', 'recent-popularity', 'ease', 'ials'] as const;
