import type { IdentityDetails } from '@/domain/views/dashboard';
import type { PolicyBehavior, PostureBehavior } from '@/domain/views/other-behaviors';
import type { Course } from './prepare-course';

type Identity = IdentityDetails['identity'];

/** All identity events over the bars of a range. */
export function identityCourse({ trend }: Pick<Identity, 'trend'>): Course {
  return { key: 'all', label: 'Identity events', values: trend };
}

/** Identity events over the bars of a range, by kind. */
export function kindCourses(kinds: Identity['kinds']): readonly Course[] {
  return kinds.map(({ kind, label, trend }) => ({ key: kind, label, values: trend }));
}

/** People at risk in one behavior by day, and those in each of its states. */
export function postureCourses({
  id,
  trend,
  states,
}: Pick<PostureBehavior, 'id' | 'trend' | 'states'>): readonly Course[] {
  return [
    { key: id, label: 'At risk', values: trend },
    ...states.map((one) => ({ key: one.state, label: one.label, values: one.trend })),
  ];
}

/** Denials by the access policy over the bars of a range, all of them and by reason. */
export function policyCourses({
  trend,
  reasons,
}: Pick<PolicyBehavior, 'trend' | 'reasons'>): readonly Course[] {
  return [
    { key: 'all', label: 'All denials', values: trend },
    ...reasons.map((one) => ({ key: one.reason, label: one.label, values: one.trend })),
  ];
}
