import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccountId } from '@/domain/identifiers';
import { BUILT_IN_ROLES, builtInRole } from '@/domain/roles';
import { getStandIn } from '@/server/services/integrations/get-stand-in';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { member } from '@/tests/setup/triage-desk';

const STAND_IN = {
  connector: 'cisco-duo',
  fields: { host: '127.0.0.1:4711', ikey: 'DIX', skey: 'secret of a stand-in' },
};

let house: PeopleHouse;
let accountId: AccountId;
beforeAll(async () => {
  house = await openPeopleHouse();
  accountId = await house.newAccount([]);
});
afterAll(() => house.close());

it('what connects the stand-in of the demo is told to whoever may connect, for its connector alone, and nowhere else', async () => {
  const runtime = { ...house.runtime, environment: { ...house.runtime.environment, standIn: STAND_IN } };
  let told = 0;
  for (const { id: role } of BUILT_IN_ROLES) {
    const actor = member(accountId, 'Ada', role);
    const ask = (connector: string, of: Runtime = runtime) =>
      execute(getStandIn, { actor, runtime: of, input: { connector } });
    if (builtInRole(role)?.permissions.includes('integrations:write') !== true) {
      await expect(ask('cisco-duo')).rejects.toMatchObject({ code: 'forbidden' });
      continue;
    }
    told += 1;
    expect(await ask('cisco-duo')).toEqual({ fields: STAND_IN.fields });
    expect(await ask('generic-webhook')).toEqual({ fields: null });
    expect(await ask('cisco-duo', house.runtime)).toEqual({ fields: null });
  }
  expect([told > 0, told < BUILT_IN_ROLES.length]).toEqual([true, true]);
});
