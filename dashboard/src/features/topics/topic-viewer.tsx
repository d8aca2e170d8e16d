import { useQuery } from '@tanstack/react-query';
import { Download, MessagesSquare, Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { readMessagesOptions } from '@/shared/api/generated/@tanstack/react-query.gen';
import { useMay } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { Button, buttonClasses } from '@/shared/ui/button';
import { Card } from '@/shared/ui/card';
import { Field } from '@/shared/ui/field';
import { QueryView } from '@/shared/ui/query-view';
import { Segments } from '@/shared/ui/segments';
import { Empty } from '@/shared/ui/states';
import { MessageTable } from './message-table';
import { topicsWords } from './words';

const SHOWN = 100;
const FOLLOW_MS = 1_500;

interface Filter {
  key: string;
  text: string;
  field: string;
  value: string;
}

/** The newest messages of a topic, filtered, followed or held. */
export function TopicViewer({ source, topic }: { source: 'log' | 'kafka'; topic: string }) {
  const text = useText(topicsWords);
  const may = useMay();
  const [isFollowed, setIsFollowed] = useState(true);
  const [look, setLook] = useState<'columns' | 'raw'>('columns');
  const [filter, setFilter] = useState<Filter>({ key: '', text: '', field: '', value: '' });
  const query = {
    limit: SHOWN,
    key: filter.key || undefined,
    text: filter.text || undefined,
    ...(filter.field && filter.value ? { field: filter.field, value: filter.value } : {}),
  };
  const path = { source, name: topic };
  const messages = useQuery({
    ...readMessagesOptions({ path, query }),
    refetchInterval: isFollowed ? FOLLOW_MS : false,
    placeholderData: (before) => before,
  });
  const download = (form: 'csv' | 'json') => {
    const asked = new URLSearchParams(
      Object.entries(query).map(([name, value]) => [name, String(value ?? '')]),
    );
    for (const [name, value] of [...asked]) if (value === '') asked.delete(name);
    return `/api/topics/${source}/${encodeURIComponent(topic)}/messages.${form}?${asked}`;
  };
  return (
    <Card
      flush
      title={text('open', { name: topic })}
      actions={
        <>
          <Segments
            label={text('message')}
            value={look}
            options={[
              { value: 'columns', label: text('columns') },
              { value: 'raw', label: text('raw') },
            ]}
            onChange={setLook}
          />
          <Button onClick={() => setIsFollowed(!isFollowed)} aria-pressed={isFollowed}>
            {isFollowed ? <Pause aria-hidden /> : <Play aria-hidden />}
            {isFollowed ? text('pause') : text('follow')}
          </Button>
          {may('export_topics') && (
            <>
              <a className={buttonClasses()} href={download('csv')} download>
                <Download aria-hidden />
                {text('exportCsv')}
              </a>
              <a className={buttonClasses()} href={download('json')} download>
                <Download aria-hidden />
                {text('exportJson')}
              </a>
            </>
          )}
        </>
      }
    >
      <div className="grid grid-cols-1 gap-3 px-4 pb-3 sm:grid-cols-2 lg:grid-cols-4">
        {(['key', 'text', 'field', 'value'] as const).map((name) => (
          <Field
            key={name}
            label={text(name)}
            value={filter[name]}
            onChange={(event) => setFilter({ ...filter, [name]: event.target.value })}
          />
        ))}
      </div>
      <QueryView query={messages}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty icon={MessagesSquare} title={text('empty')}>
              {text('emptyHint')}
            </Empty>
          ) : (
            <div className="max-h-[36rem] overflow-y-auto">
              <MessageTable messages={items} asColumns={look === 'columns'} />
            </div>
          )
        }
      </QueryView>
    </Card>
  );
}
