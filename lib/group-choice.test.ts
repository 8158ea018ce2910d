import { describe, expect, it } from 'vitest';
import { chosenGroup, groupChoice, UNGROUPED_CHOICE } from './group-choice';

describe('the choice of a group', () => {
  it.each(['Finance', 'none', 'in none', ''])(
    'is told from everybody and nobody, whatever it is called: %j',
    (group) => {
      expect(chosenGroup(groupChoice(group))).toEqual({ group, ungrouped: null });
    },
  );

  it('may be none, or any', () => {
    expect(chosenGroup(UNGROUPED_CHOICE.value)).toEqual({ group: null, ungrouped: 'true' });
    expect(chosenGroup('')).toEqual({ group: null, ungrouped: null });
    expect(chosenGroup(null)).toEqual({ group: null, ungrouped: null });
  });
});
