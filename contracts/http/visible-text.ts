/**
 * JSON Schema pattern of a text that shows something: not blanks, control characters and characters of no width alone.
 */
export const visibleText = '[^\\s\\p{Cc}\\p{Default_Ignorable_Code_Point}\\u2800]';
