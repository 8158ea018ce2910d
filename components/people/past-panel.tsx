import { PastLacks, PastStrip, pastWords } from '@/components/ui/past-strip';
import type { Profile } from '@/domain/views/person';

/** Says that the past of a person is shown, of what, and the way back. */
export function PastPanel({ profile }: { profile: Profile }) {
  const { asOf, reading, policy, person } = profile;
  if (asOf === null || reading === null) return null;
  return (
    <PastStrip asOf={asOf} reading={reading}>
      <PastLacks {...profile} />
      {Date.parse(person.firstSeenAt) > Date.parse(asOf)
        ? `No record of ${person.name} had been read. `
        : pastWords('Score, waterfall and events', reading, policy.number)}
      {reading === 'hindsight'
        ? 'Name, e-mail and standing in the directory are as they are now. '
        : 'Name, e-mail and standing are those of then, as far as a directory told of changes. '}
      Devices, other names, history and who looks after them are as they are now in either reading.
    </PastStrip>
  );
}
