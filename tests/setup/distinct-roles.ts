import { BUILT_IN_ROLES } from '@/domain/roles';

/** The roles of Parapet, without those that may exactly what one before them may: trying these too would show nothing new. */
export const DISTINCT_ROLES = BUILT_IN_ROLES.filter(
  ({ permissions }, index) =>
    BUILT_IN_ROLES.findIndex((other) => other.permissions.join() === permissions.join()) === index,
);
