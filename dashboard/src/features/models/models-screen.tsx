import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { GraduationCap, Trophy } from 'lucide-react';
import { useState } from 'react';
import { listModelsOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Page } from '@/shared/ui/page';
import { QueryView } from '@/shared/ui/query-view';
import { Empty } from '@/shared/ui/states';
import { DriftAlerts } from './drift-alerts';
import { RunningTrainings } from './running-trainings';
import { TrainDialog } from './train-dialog';
import { VersionDetails } from './version-details';
import { VersionTable } from './version-table';
import { modelsWords } from './words';

const route = getRouteApi('/signed-in/models');
const FAMILIES = ['daily', 'monthly'] as const;

/** Models, how they compare, and which one serves. */
export function ModelsScreen() {
  const text = useText(modelsWords);
  const may = useMay();
  const { version } = route.useSearch();
  const navigate = route.useNavigate();
  const [isTraining, setIsTraining] = useState(false);
  const models = useQuery(listModelsOptions({ query: { limit: 100 } }));
  const train = may('train') && (
    <Button look="primary" onClick={() => setIsTraining(true)}>
      <GraduationCap aria-hidden />
      {text('train')}
    </Button>
  );
  return (
    <Page title={text('title')} hint={text('hint')} actions={train}>
      <RunningTrainings />
      <QueryView query={models}>
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <Empty icon={Trophy} title={text('empty')} action={train}>
                {text('emptyHint')}
              </Empty>
            </Card>
          ) : (
            FAMILIES.map((family) => {
              const own = items.filter((item) => item.family === family);
              return own.length === 0 ? null : (
                <Card key={family} flush title={text(family)} hint={text('testHint')}>
                  <VersionTable
                    models={own}
                    chosen={version}
                    onChoose={(next) => void navigate({ search: { version: next } })}
                  />
                </Card>
              );
            })
          )
        }
      </QueryView>
      {version && <VersionDetails version={version} />}
      <DriftAlerts />
      {isTraining && <TrainDialog onClose={() => setIsTraining(false)} />}
    </Page>
  );
}
