import { useText } from '@/shared/text/define-text';
import { Card } from '@/shared/ui/card';
import { BoxChart } from './box-chart';
import { DistributionChart } from './distribution-chart';
import type { Findings } from './findings';
import { words } from './words';

const MAX_BOXES = 6;

/** The table before any model: how the target is spread, which classes differ, what stands out. */
export function PortraitCard({ found }: { found: Findings }) {
  const text = useText(words);
  const { distribution, boxes, looks } = found.portrait;
  return (
    <Card title={text('portrait', { target: found.target })} hint={text('portraitHint', { looks })}>
      {/* The service's own words, which are English in any language of the pages. */}
      <ul lang="en" className="flex max-w-4xl list-disc flex-col gap-1 pb-4 pl-5">
        {found.findings.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <div className="grid grid-cols-1 gap-6 lg:grid-cols-2 2xl:grid-cols-3">
        {distribution && <DistributionChart distribution={distribution} target={found.target} />}
        {boxes.slice(0, MAX_BOXES).map(({ column, boxes: groups }) => (
          <BoxChart key={column} target={found.target} column={column} boxes={groups} />
        ))}
      </div>
      {boxes.length > 0 && <p className="pt-3 text-sm text-ink-faint">{text('half')}</p>}
    </Card>
  );
}
