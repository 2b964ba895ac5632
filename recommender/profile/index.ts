/** What a customer's profile says where there is no history: rules, and attributes for models. */
export {
  explainByRules,
  type ItemTraits,
  type PetProfile,
  petRules,
  profileAttributes,
  scoreByRules,
} from './pet-rules.ts';
