import { browserOf, type SoftwareInUse, systemOf, whyOutdated } from './outdated-software';
import type { PostureDevice } from './posture';
import { DEVICE_FAULTS, type DeviceFault, type DeviceState } from './posture-state';
import { leftOut, type RiskEvidence, type RiskReading } from './risk-reading';

/**
 * Points of each fault, added for one device and capped at 10. A device that was tampered with cannot be trusted
 * whatever else it says: 6. A system, an encryption or a lock that is missing gives one way in each: 3. A browser is
 * updated by itself sooner or later: 2. All of the middle three together are as bad as it gets, nearly: 9.
 */
const POINTS: Readonly<Record<DeviceFault, number>> = {
  tampered: 6,
  outdated_system: 3,
  no_encryption: 3,
  no_lock: 3,
  outdated_browser: 2,
};

const MOST_POINTS = 10;
const DAY_MS = 86_400_000;

/** A device that nobody has used for so long is not the person's door any more. */
const UNUSED_DAYS = 90;

interface FoundFault {
  readonly fault: DeviceFault;
  readonly what: string;
}

/** The faults of one device at an instant (epoch ms). What is not known is no fault. */
function deviceFaults(device: PostureDevice, inUse: SoftwareInUse, now: number): readonly FoundFault[] {
  const system = systemOf(device.platform, device.version);
  const why = system === null ? null : whyOutdated('system', system, inUse, now);
  const browsers = device.browsers.flatMap((text) => {
    const browser = browserOf(text);
    const reason = browser === null ? null : whyOutdated('browser', browser, inUse, now);
    return reason === null ? [] : [`${device.name} has ${text}: ${reason}.`];
  });
  const named = [device.platform, device.version].filter((word) => word !== null).join(' ');
  const found: readonly (FoundFault | null)[] = [
    device.tampered === true
      ? { fault: 'tampered', what: `${device.name} is reported as tampered with.` }
      : null,
    why === null ? null : { fault: 'outdated_system', what: `${device.name} runs ${named}: ${why}.` },
    device.encrypted === false ? { fault: 'no_encryption', what: `${device.name} is not encrypted.` } : null,
    device.locked === false ? { fault: 'no_lock', what: `${device.name} has no screen lock.` } : null,
    // The first of several is enough: they are mended together.
    browsers[0] === undefined ? null : { fault: 'outdated_browser', what: browsers[0] },
  ];
  return found.flatMap((fault) => fault ?? []);
}

/** Devices that are in use at an instant (epoch ms), as far as is known. */
function devicesInUse(devices: readonly PostureDevice[], now: number): readonly PostureDevice[] {
  return devices.filter(({ lastSeenAt }) => lastSeenAt === null || lastSeenAt >= now - UNUSED_DAYS * DAY_MS);
}

/** Every fault of the devices in use; `healthy` where they have none, and nothing where none says anything. */
export function deviceStates(
  devices: readonly PostureDevice[],
  inUse: SoftwareInUse,
  now: number,
): readonly DeviceState[] {
  const used = devicesInUse(devices, now).filter(saysSomething);
  if (used.length === 0) return [];
  const found = new Set(used.flatMap((device) => deviceFaults(device, inUse, now).map(({ fault }) => fault)));
  return found.size === 0 ? ['healthy'] : DEVICE_FAULTS.filter((fault) => found.has(fault));
}

/** The category device health: the worst device counts, because it takes one. */
export function deviceHealth(
  devices: readonly PostureDevice[],
  inUse: SoftwareInUse,
  now: number,
): RiskReading {
  const used = devicesInUse(devices, now).filter(saysSomething);
  if (used.length === 0) {
    const why =
      devices.length === 0
        ? 'The directory names no device that is known to be this person’s.'
        : 'What the directory tells of this person’s devices says nothing of how they are kept.';
    return leftOut('device_health', why);
  }
  const judged = used.map((device) => deviceFaults(device, inUse, now));
  const points = judged.map((faults) => pointsOf(faults));
  const evidence = judged.flatMap((faults) =>
    faults.map(({ fault, what }): RiskEvidence & { points: number } => ({
      what,
      points: POINTS[fault],
      at: null,
    })),
  );
  return {
    category: 'device_health',
    value: Math.max(...points),
    leftOut: null,
    evidence:
      evidence.length === 0
        ? used.map(({ name }) => ({ what: `Nothing is wrong with ${name}.`, points: 0, at: null }))
        : evidence.sort((a, b) => b.points - a.points || (a.what < b.what ? -1 : 1)),
  };
}

function pointsOf(faults: readonly FoundFault[]): number {
  return Math.min(
    MOST_POINTS,
    faults.reduce((sum, { fault }) => sum + POINTS[fault], 0),
  );
}

function saysSomething({ platform, version, browsers, encrypted, locked, tampered }: PostureDevice): boolean {
  return (
    systemOf(platform, version) !== null ||
    browsers.length > 0 ||
    [encrypted, locked, tampered].some((fact) => fact !== null)
  );
}
