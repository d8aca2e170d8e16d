import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';

/** Models, how they compare, and which one serves. */
export function ModelsScreen() {
  return (
    <Page title="Models">
      <Empty title="Models" />
    </Page>
  );
}
