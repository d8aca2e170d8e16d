import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** The own account: password, keys, language. */
export function AccountScreen() {
  return (
    <Page title="Account">
      <Empty title="Account" />
    </Page>
  );
}
