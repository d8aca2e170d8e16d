import type { AnalysisDetails } from '@/shared/api/generated';
import { EffectsCard } from './effects-card';
import type { Findings } from './findings';
import { HeldOutRows } from './held-out-rows';
import { ModelsTable } from './models-table';
import { PortraitCard } from './portrait-card';
import { VerdictCard } from './verdict-card';
import { WhatIfForm } from './what-if-form';

/** What was found: the verdict first, then what each column does, a case to try, models, rows, portrait. */
export function FindingsView({ analysis, found }: { analysis: AnalysisDetails; found: Findings }) {
  return (
    <>
      <VerdictCard found={found} />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <EffectsCard found={found} />
        {/* Where the average is used, every row comes to it. */}
        {found.model !== 'mean' && <WhatIfForm analysis={analysis} found={found} />}
      </div>
      <ModelsTable found={found} />
      <HeldOutRows found={found} />
      <PortraitCard found={found} />
    </>
  );
}
