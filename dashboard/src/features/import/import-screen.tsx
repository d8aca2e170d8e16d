import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Import } from '@/shared/api/generated';
import { readImportOptions, readImportQueryKey } from '@/shared/api/generated/@tanstack/react-query.gen';
import { refreshTags } from '@/shared/api/refresh';
import { useMay, useMe } from '@/shared/session/use-me';
import { useText } from '@/shared/text/define-text';
import { buttonClasses } from '@/shared/ui/button';
import { Page } from '@/shared/ui/page';
import { Empty } from '@/shared/ui/states';
import { FileDrop } from '@/shared/upload/file-drop';
import { ImportView } from './import-view';
import { PastImports } from './past-imports';
import { Steps } from './steps';
import { words } from './words';

const route = getRouteApi('/signed-in/data/import');

/** Brings a file of sales in, step by step. */
export function ImportScreen() {
  const text = useText(words);
  const may = useMay();
  const me = useMe();
  const { id } = route.useSearch();
  if (!may('import_sales'))
    return (
      <Page title={text('title')}>
        <Empty title={text('sees')}>{text('seesHint')}</Empty>
      </Page>
    );
  if (id !== undefined) return <OneImport id={id} />;
  return (
    <Page title={text('title')} hint={text('hint')} actions={<Steps at={0} />}>
      {me.stores && (
        <p className="text-ink-soft">
          {text('limited', { stores: me.stores.map((store) => store.code).join(', ') })}
        </p>
      )}
      <Bring />
      <PastImports />
    </Page>
  );
}

function Bring() {
  const text = useText(words);
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const show = useCallback(
    (imported: Import) => {
      queries.setQueryData(readImportQueryKey({ path: { import_id: imported.id } }), imported);
      void refreshTags(queries, 'imports');
      void navigate({ search: { id: imported.id } });
    },
    [queries, navigate],
  );
  return <FileDrop address="/api/imports" title={text('drop')} hint={text('dropHint')} onRead={show} />;
}

function OneImport({ id }: { id: string }) {
  const text = useText(words);
  const { data } = useQuery(readImportOptions({ path: { import_id: id } }));
  const isStored = data !== undefined && ['done', 'undone'].includes(data.state);
  const at = isStored ? 3 : data?.state === 'committed' || data?.state === 'undoing' ? 2 : 1;
  return (
    <Page
      title={data?.file_name ?? text('title')}
      actions={
        <>
          <Steps at={at} />
          <Link to="/data/import" search={{}} className={buttonClasses()}>
            {text(isStored ? 'another' : 'all')}
          </Link>
        </>
      }
    >
      <ImportView id={id} />
    </Page>
  );
}
