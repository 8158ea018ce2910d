import { z } from 'zod';
import { PERMISSIONS } from '../protocol/endpoint';
import { done, withBody } from './reply';

const permission = z.enum(PERMISSIONS);

export const permissions = withBody(
  z.object({ grant: z.array(permission).default([]), revoke: z.array(permission).default([]) }).strict(),
  ({ state }, { grant, revoke }) => {
    for (const name of grant) state.permissions.add(name);
    for (const name of revoke) state.permissions.delete(name);
    return done({ permissions: [...state.permissions] });
  },
);

export const secret = withBody(
  z.object({ ikey: z.string().min(1).optional(), skey: z.string().min(1).optional() }).strict(),
  ({ state }, { ikey, skey }) => {
    state.key = { ikey: ikey ?? state.key.ikey, skey: skey ?? state.key.skey };
    return done({ ikey: state.key.ikey });
  },
);

export const application = withBody(z.object({ deleted: z.boolean() }).strict(), ({ state }, { deleted }) => {
  state.applicationDeleted = deleted;
  return done({ deleted });
});

export const network = withBody(z.object({ deny: z.boolean() }).strict(), ({ state }, { deny }) => {
  state.addressDenied = deny;
  return done({ deny });
});

export const licence = withBody(
  z.object({ trustMonitor: z.boolean() }).strict(),
  ({ state }, { trustMonitor }) => {
    state.trustMonitorLicensed = trustMonitor;
    return done({ trustMonitor });
  },
);

export const settings = withBody(
  z.looseObject({ log_retention_days: z.int().min(0).max(365).nullish() }),
  ({ state }, changes) => {
    const { log_retention_days: days } = changes;
    if (days !== undefined) state.account.keeping.retentionDays = days ?? 0;
    Object.assign(state.account.settings, changes);
    return done({ ...state.account.settings, log_retention_days: state.account.keeping.retentionDays });
  },
);
