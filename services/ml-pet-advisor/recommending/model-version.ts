/** Version of the rules and their weights; a change of either is a new version, with an acceptance record of its own. */
export const modelVersion = 'rules-popularity-1';
