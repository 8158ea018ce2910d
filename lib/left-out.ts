import { IMPORTED_CATEGORIES, type RiskCategory } from '@/domain/human-risk/risk-category';
import type { HumanRiskProfile } from '@/domain/views/human-risk';

/** Categories that one reason leaves out of the mean. */
export interface LeftOut {
  readonly labels: readonly string[];
  readonly reason: string;
  /** Whether an import would fill one of them. */
  readonly imported: boolean;
}

/** What is left out of the mean, each reason said once, in the order of the categories. */
export function leftOutByReason(
  categories: readonly Pick<HumanRiskProfile['categories'][number], 'category' | 'label' | 'leftOut'>[],
): LeftOut[] {
  const byReason = new Map<string, LeftOut>();
  for (const { category, label, leftOut: reason } of categories) {
    if (reason === null) continue;
    const before = byReason.get(reason);
    byReason.set(reason, {
      labels: [...(before?.labels ?? []), label],
      reason,
      imported: before?.imported === true || isImported(category),
    });
  }
  return [...byReason.values()];
}

function isImported(category: RiskCategory): boolean {
  return IMPORTED_CATEGORIES.some((imported) => imported === category);
}
