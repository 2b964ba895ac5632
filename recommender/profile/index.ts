/** Customer profiles for users without a history: rules, and attributes for models. */
export {
  explainByRules,
  type ItemTraits,
  type PetProfile,
  petRules,
  profileAttributes,
  scoreByRules,
} from './pet-rules.ts';
