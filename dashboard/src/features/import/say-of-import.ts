import { changeImport, type Import, type ImportOptionsGiven } from '@/shared/api/generated';
import { withoutUnasked } from '@/shared/questions/answers';

/** Say how a file is read; answers that this makes needless are left out instead of refused. */
export async function sayOfImport(said: {
  path: { import_id: string };
  body: ImportOptionsGiven;
}): Promise<Import> {
  const { data } = await changeImport({ ...said, throwOnError: true });
  const body = withoutUnasked(said.body, data.preview);
  if (body === undefined) return data;
  return (await changeImport({ ...said, body, throwOnError: true })).data;
}
