import { PageHead } from '@/components/ui/page-head';
import { PasskeysCard } from './passkeys-card';
import { PasswordCard } from './password-card';
import { SecondFactorCard } from './second-factor-card';
import { SessionsCard } from './sessions-card';
import styles from './your-sign-in.module.css';

/** How the member signs in, and where they are signed in: theirs alone, whatever their role. */
export function YourSignInScreen() {
  return (
    <>
      <PageHead
        title="Your sign-in"
        note="How you prove who you are, and where you are signed in. It concerns only you, in every account you belong to."
      />
      <div className={styles.stack}>
        <PasswordCard />
        <SecondFactorCard />
        <PasskeysCard />
        <SessionsCard />
      </div>
    </>
  );
}
