import { Type } from 'typebox';

export const ActivityLevelSchema = Type.Enum(['low', 'moderate', 'high']);
export const LivingSituationSchema = Type.Enum(['apartment', 'house', 'house_with_garden', 'rural']);
export const ExperienceLevelSchema = Type.Enum(['novice', 'intermediate', 'experienced', 'expert']);
