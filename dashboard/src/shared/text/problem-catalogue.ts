import type { Problem, WrongField } from '../api/generated';

export type Reason = NonNullable<Problem['reason']>;
export type FieldReason = NonNullable<WrongField['reason']>;
/** What was refused and, with `_fix`, what to do about it: the compiler finds a reason without words. */
export type Catalogue = { [Key in Reason | `${Reason}_fix`]: string };
export type FieldCatalogue = { [Key in FieldReason]: string };
